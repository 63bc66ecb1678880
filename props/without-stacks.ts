// Errors without the stack of calls that they came from. Stores refuse every fifth operation of a sequence, as they are
// asked to; nobody reads where such a refusal came from, and to note it takes longer than many an operation.

let running = 0;
let limitBefore: number | undefined;

/** Works at once may overlap; the last one to end puts the limit back. */
export async function withoutStacks<T>(work: () => Promise<T>): Promise<T> {
  if (running++ === 0) {
    limitBefore = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
  }
  try {
    return await work();
  } finally {
    if (--running === 0) Error.stackTraceLimit = limitBefore ?? Error.stackTraceLimit;
  }
}
