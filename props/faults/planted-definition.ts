// Stores with a planted bug each, of which the check of failing calls must find every one, and the same store without any. They keep lines in
// one file, with a digest of them.

import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { Definition } from '../../definition/definition.ts';
import { operation } from '../../definition/operation.ts';
import type { Rule } from './findings.ts';

/** The only errors that these stores may throw. */
class LinesError extends Error {
  readonly code: string;

  constructor(code: 'E_LINES' | 'E_DAMAGED', cause?: unknown) {
    super(`The lines cannot be kept or read (${String((cause as { code?: unknown } | undefined)?.code)}).`);
    this.code = code;
  }
}

class Lines {
  protected readonly file: string;

  constructor(home: string) {
    this.file = join(home, 'lines.json');
  }

  add(line: string): void {
    this.write([...this.lines(), line]);
  }

  count(): number {
    return this.lines().length;
  }

  lines(): string[] {
    const text = this.read();
    if (text === undefined) return [];
    const lines = text.split('\n').slice(0, -2);
    if (text !== textOf(lines)) throw new LinesError('E_DAMAGED');
    return lines;
  }

  damage(): string | null {
    try {
      this.lines();
      return null;
    } catch (error) {
      return String(error);
    }
  }

  close(): void {}

  protected read(): string | undefined {
    try {
      return readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new LinesError('E_LINES', error);
    }
  }

  protected write(lines: readonly string[]): void {
    const temporary = `${this.file}.tmp`;
    try {
      put(temporary, textOf(lines), this.flags());
      renameSync(temporary, this.file);
      sync(dirname(this.file));
    } catch (error) {
      this.tidy(temporary);
      throw new LinesError('E_LINES', error);
    }
  }

  protected flags(): string {
    return 'w';
  }

  protected tidy(temporary: string): void {
    try {
      rmSync(temporary, { force: true });
    } catch {
      // The next write takes its place.
    }
  }
}

const textOf = (lines: readonly string[]): string => {
  const text = lines.map((line) => `${line}\n`).join('');
  return `${text}${createHash('sha256').update(text).digest('hex')}\n`;
};

function put(file: string, text: string, flags: string): void {
  const descriptor = openSync(file, flags);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function sync(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

class EarlyLines extends Lines {
  private late: readonly string[] | undefined;

  override lines(): string[] {
    return [...(this.late ?? super.lines())];
  }

  override close(): void {
    if (this.late !== undefined) super.write(this.late);
  }

  protected override write(lines: readonly string[]): void {
    this.late = lines;
  }
}

class SilentLines extends Lines {
  protected override write(lines: readonly string[]): void {
    try {
      super.write(lines);
    } catch {
      // The bug.
    }
  }
}

class BlockedLines extends Lines {
  protected override flags(): string {
    return 'wx';
  }

  protected override tidy(): void {}
}

class RawLines extends Lines {
  protected override write(lines: readonly string[]): void {
    put(`${this.file}.tmp`, textOf(lines), 'w');
    renameSync(`${this.file}.tmp`, this.file);
  }
}

class TornLines extends Lines {
  override lines(): string[] {
    return (this.read() ?? '\n').split('\n').slice(0, -2);
  }

  protected override write(lines: readonly string[]): void {
    try {
      put(this.file, textOf(lines), 'w');
    } catch (error) {
      throw new LinesError('E_LINES', error);
    }
  }
}

class HopefulLines extends Lines {
  private held: readonly string[] | undefined;

  override lines(): string[] {
    return [...(this.held ?? super.lines())];
  }

  protected override write(lines: readonly string[]): void {
    this.held = lines;
    super.write(lines);
  }
}

class EmptyLines extends Lines {
  protected override read(): string | undefined {
    try {
      return super.read();
    } catch {
      return undefined;
    }
  }
}

class LeakyLines extends Lines {
  protected override write(lines: readonly string[]): void {
    try {
      const descriptor = openSync(`${this.file}.tmp`, 'w');
      writeSync(descriptor, textOf(lines));
      fsyncSync(descriptor);
      closeSync(descriptor);
      renameSync(`${this.file}.tmp`, this.file);
    } catch (error) {
      throw new LinesError('E_LINES', error);
    }
  }
}

class AlarmedLines extends Lines {
  override lines(): string[] {
    try {
      return super.lines();
    } catch {
      throw new LinesError('E_DAMAGED');
    }
  }
}

class TrustingLines extends Lines {
  override lines(): string[] {
    return (this.read() ?? '\n').split('\n').slice(0, -2);
  }
}

class MiscountingLines extends Lines {
  override count(): number {
    try {
      return super.count();
    } catch {
      return 0;
    }
  }
}

class FallingLines extends Lines {
  protected override write(lines: readonly string[]): void {
    try {
      super.write(lines);
    } catch {
      process.abort();
    }
  }
}

export interface PlantedFault {
  readonly what: string;
  /** By which it must be found. */
  readonly rule: Rule;
  readonly store: new (home: string) => Lines;
}

export const PLANTED: Readonly<Record<string, PlantedFault>> = {
  early: { what: 'acknowledges before it writes', rule: 'lost', store: EarlyLines },
  silent: { what: 'passes over an error of writing', rule: 'lost', store: SilentLines },
  blocked: {
    what: 'leaves a temporary file that blocks the next write',
    rule: 'blocked',
    store: BlockedLines,
  },
  raw: { what: 'throws the system’s error as it is', rule: 'raw', store: RawLines },
  torn: { what: 'writes in place', rule: 'mixed', store: TornLines },
  hopeful: { what: 'shows what it could not write', rule: 'mixed', store: HopefulLines },
  empty: { what: 'takes a file that cannot be read for none', rule: 'mixed', store: EmptyLines },
  leaky: { what: 'leaves a file open when writing fails', rule: 'left open', store: LeakyLines },
  alarmed: { what: 'calls a failed read damage', rule: 'false alarm', store: AlarmedLines },
  trusting: { what: 'does not look whether it reads what was written', rule: 'silent', store: TrustingLines },
  miscounting: { what: 'answers 0 when it cannot read', rule: 'wrong answer', store: MiscountingLines },
  falling: { what: 'ends the process when writing fails', rule: 'died', store: FallingLines },
};

/** The store without a bug. */
export const SOUND = 'sound';

const lines: Definition<Lines> = {
  name: 'lines',
  subjects: {
    [SOUND]: { open: (home) => new Lines(home) },
    ...Object.fromEntries(
      Object.entries(PLANTED).map(([name, { store: Store }]) => [
        name,
        { open: (home: string) => new Store(home) },
      ]),
    ),
  },
  operations: {
    add: operation<Lines, readonly [string]>({
      arguments: fc.tuple(fc.constantFrom('a', 'b', 'c')),
      writes: true,
      call: (store, [line]) => store.add(line),
    }),
    count: { arguments: fc.tuple(), writes: false },
  },
  content: (store) => store.lines(),
  refusal: (error) => (error instanceof LinesError ? error.code : null),
  changes: {
    begin: (store) => store.add('The first line. '.repeat(20)),
    changes: {
      add: { make: (store, { at }) => store.add(`line ${at}`) },
    },
    promises: {},
  },
  faults: { ofDamage: ['E_DAMAGED'], damage: async (store) => store.damage() },
};

export default lines;
