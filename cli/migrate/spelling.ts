// The design document writes two commands without a verb: `ait42-migrate --workspace PATH --dry-run` and
// `ait42-migrate --restore-from-json PATH`. Here they get the verbs that they mean.

const RESTORE = '--restore-from-json';

/** The same command line beginning with a verb, when it is one of the two; else as it is. */
export function spelledWithVerb(argv: readonly string[]): readonly string[] {
  if (argv[0]?.startsWith('--') !== true) return argv;
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  const is = (name: string) => (word: string) => word === name || word.startsWith(`${name}=`);
  if (words.some(is(RESTORE))) {
    return ['restore-from-json', ...argv.map((word) => (is(RESTORE)(word) ? renamed(word) : word))];
  }
  return words.some(is('--workspace')) ? ['migrate', ...argv] : argv;
}

const renamed = (word: string): string => `--workspace${word.slice(RESTORE.length)}`;
