// One of several processes on one database: it appends rows without a pause, or checkpoints without a pause, until a time has come.
// Plain CommonJS for any Node that the driver was built for. What it prints last is how many rows it was told were committed.

const BURST = 8;
const PAUSE_MS = 20;
const WRITES = 4;
const REST_MS = 4;

const [, , driver, file, role, untilMs] = process.argv;
const database = new (require(driver))(file, { timeout: 10_000 });
database.pragma('journal_mode = WAL');
database.pragma('synchronous = NORMAL');
database.pragma('wal_autocheckpoint = 0');

const sleeping = new Int32Array(new SharedArrayBuffer(4));
const sleep = (mostMs) => Atomics.wait(sleeping, 0, 0, Math.random() * mostMs);

const writer = Number(role);
let done = 0;
if (role === 'checkpoints') {
  // The log grows in between: the longer it was, the more a checkpoint that goes by it takes for done. Those that keep writers away
  // would keep them from the race.
  for (; Date.now() < Number(untilMs); done++) {
    tried(() => database.pragma('wal_checkpoint(PASSIVE)'));
    if (done % BURST === 0) sleep(PAUSE_MS);
  }
} else {
  const append = database.prepare('INSERT INTO appended (writer, number, text) VALUES (?, ?, ?)');
  while (Date.now() < Number(untilMs)) {
    if (tried(() => append.run(writer, done, 'x'.repeat((done * 7_919) % 9_000)))) done++;
    // A checkpoint goes by its own idea of the log only while nobody is in a transaction.
    if (done % WRITES === 0) sleep(REST_MS);
  }
}
database.close();
process.stdout.write(`${done}\n`);

/** Whoever is refused because of another one tries again. */
function tried(work) {
  try {
    work();
    return true;
  } catch (error) {
    if (String(error.code).startsWith('SQLITE_BUSY')) return false;
    process.stdout.write(`${done} ${error.code}\n`);
    process.exit(0);
  }
}
