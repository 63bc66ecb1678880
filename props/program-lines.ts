// What was said to a program and by it, in the words of the protocol: the last of it, for a counterexample.

/** Twice as many are kept at most. */
const LINES_MAX = 200;
const CHARACTERS_MAX = 600;

export class ProgramLines {
  private readonly home: string;
  private kept: string[] = [];

  /** Its path is told as "HOME". */
  constructor(home: string) {
    this.home = JSON.stringify(home);
  }

  readonly add = (line: string): void => {
    if (this.kept.length >= 2 * LINES_MAX) this.kept = this.kept.slice(-LINES_MAX);
    const told = line.replaceAll(this.home, '"HOME"');
    this.kept.push(
      told.length > CHARACTERS_MAX ? `${told.slice(0, CHARACTERS_MAX)}… (${told.length} characters)` : told,
    );
  };

  /** Where it stands now, for {@link forget}. */
  mark(): number {
    return this.kept.length;
  }

  /** What was said since: it showed nothing. */
  forget(mark: number): void {
    this.kept.length = Math.min(mark, this.kept.length);
  }

  all(): readonly string[] {
    return [...this.kept];
  }
}
