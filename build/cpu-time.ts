// Processor time of this process, in milliseconds: on a shared machine wall time is also that of the neighbours.

export async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
