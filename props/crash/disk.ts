// A disk as a power cut may leave it: what was made durable, and calls since then whose effects may or may not have reached it. Two
// models of what is legal. `strict`: names and data reach the disk in any order, a directory's names for certain only when it is
// synced. `ordered`: names reach it in their order, and every sync takes those before it along, as a journaling file system does.
// Data is torn at sectors; a file may have grown without its data. Method: ALICE (Pillai and others, OSDI 2014).
// Not here: damage to what was durable, failing syncs, and writes through memory maps.

import { dirname } from 'node:path';
import type { TracedCall } from '../system-calls/trace.ts';

export type DiskModel = 'strict' | 'ordered';

/** A file, whatever its names. */
interface File {
  /** As the program sees it now. */
  size: number;
  durable: Buffer;
}

type Effect =
  | { readonly file: File; readonly size: number }
  | { readonly file: File; readonly offset: number; readonly data: Buffer }
  | {
      readonly directory: string;
      readonly add: Readonly<Record<string, File | 'directory'>>;
      readonly remove: readonly string[];
    };

/** What one call does to the disk: in parts, each of which a power cut may keep away from it. */
export interface Unit {
  /** For people: the call, and on which file. */
  readonly says: string;
  readonly effects: readonly Effect[];
}

/** What a disk holds: directories, and files with their bytes, by path. */
export interface DiskState {
  readonly directories: readonly string[];
  readonly files: ReadonlyMap<string, Buffer>;
}

const SECTOR_BYTES = 512;

export class Disk {
  private readonly model: DiskModel;
  private readonly root: string;
  /** As the program sees it. */
  private readonly names = new Map<string, File | 'directory'>();
  private readonly byInode = new Map<number, { readonly file: File; readonly path: string }>();
  private readonly directoryByInode = new Map<number, string>();
  private durableNames = new Map<string, File | 'directory'>();
  private units: Unit[] = [];

  /** `root` is there whatever happens; `before` is durable. Paths are absolute. */
  constructor(model: DiskModel, root: string, before: DiskState) {
    this.model = model;
    this.root = root;
    for (const path of before.directories) this.names.set(path, 'directory');
    for (const [path, bytes] of before.files) this.names.set(path, { size: bytes.length, durable: bytes });
    this.durableNames = new Map(this.names);
  }

  /** Effects that a power cut now may keep away from the disk, in the order of their calls. */
  get pending(): readonly Unit[] {
    return this.units;
  }

  apply(call: TracedCall): void {
    switch (call.call) {
      case 'open':
        this.open(call);
        break;
      case 'write':
        this.write(call);
        break;
      case 'truncate':
        this.resize(this.byInode.get(call.inode), call.bytes);
        break;
      case 'sync':
        this.sync(call.inode);
        break;
      case 'rename':
      case 'link':
        this.rename(call);
        break;
      case 'mkdir':
        this.name('mkdir', call.path, 'directory');
        break;
      default:
        this.remove(call.path);
    }
  }

  /** Of a subset of the pending effects, each as if all before it that are missing had never been asked for. */
  stateAfter(kept: readonly Effect[]): DiskState {
    const names = new Map(this.durableNames);
    const contents = new Map<File, Content>();
    for (const effect of kept) {
      if ('directory' in effect) {
        for (const path of effect.remove) names.delete(path);
        for (const [path, found] of Object.entries(effect.add)) names.set(path, found);
      } else {
        const own = contents.get(effect.file) ?? new Content(effect.file);
        contents.set(effect.file, own);
        own.change(effect);
      }
    }
    const isReachable = (path: string): boolean =>
      path === this.root || (names.get(path) === 'directory' && isReachable(dirname(path)));
    const reachable = [...names].filter(([path]) => isReachable(dirname(path)));
    return {
      directories: reachable.flatMap(([path, found]) => (found === 'directory' ? [path] : [])),
      files: new Map(
        reachable.flatMap(([path, found]) =>
          found === 'directory' ? [] : [[path, contents.get(found)?.now ?? found.durable] as const],
        ),
      ),
    };
  }

  /** The effects of a subset that are there together in this model. */
  legal(kept: readonly Effect[]): readonly Effect[] {
    if (this.model === 'strict') return kept;
    const all = this.units.flatMap(({ effects }) => effects).filter(isOfNames);
    const chosen = new Set<Effect>(kept);
    const missing = all.findIndex((effect) => !chosen.has(effect));
    const lost = new Set<Effect>(missing === -1 ? [] : all.slice(missing));
    return kept.filter((effect) => !lost.has(effect));
  }

  private open({ inode, path, makes, empties }: Extract<TracedCall, { call: 'open' }>): void {
    const found = this.names.get(path);
    if (found === 'directory' || (found === undefined && !makes)) {
      this.directoryByInode.set(inode, path);
      return;
    }
    const file = found ?? { size: 0, durable: Buffer.alloc(0) };
    this.byInode.set(inode, { file, path });
    if (found === undefined) this.name('create', path, file);
    else if (empties && file.size > 0) this.resize({ file, path }, 0);
  }

  private write({ inode, offset, data }: Extract<TracedCall, { call: 'write' }>): void {
    const opened = this.byInode.get(inode);
    if (opened === undefined) return;
    const { file, path } = opened;
    const end = offset + data.length;
    const effects: Effect[] = end > file.size ? [{ file, size: end }] : [];
    file.size = Math.max(file.size, end);
    for (let at = offset; at < end; ) {
      const next = Math.min(end, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES);
      effects.push({ file, offset: at, data: data.subarray(at - offset, next - offset) });
      at = next;
    }
    this.units.push({ says: `write of ${data.length} bytes at ${offset} of ${path}`, effects });
  }

  private resize(opened: { readonly file: File; readonly path: string } | undefined, size: number): void {
    if (opened === undefined) return;
    opened.file.size = size;
    this.units.push({
      says: `cut of ${opened.path} to ${size} bytes`,
      effects: [{ file: opened.file, size }],
    });
  }

  private name(says: string, path: string, found: File | 'directory'): void {
    this.names.set(path, found);
    this.units.push({
      says: `${says} of ${path}`,
      effects: [{ directory: dirname(path), add: { [path]: found }, remove: [] }],
    });
  }

  /** In two directories it is two changes, of which one may be lost. */
  private rename({ call, from, to }: Extract<TracedCall, { call: 'rename' | 'link' }>): void {
    const found = this.names.get(from);
    if (found === undefined) return;
    const moved =
      call === 'link' ? [] : [...this.names].filter(([path]) => path === from || path.startsWith(`${from}/`));
    const add: Record<string, File | 'directory'> = Object.fromEntries([
      [to, found],
      ...moved.map(([path, one]) => [to + path.slice(from.length), one]),
    ]);
    const remove = moved.map(([path]) => path);
    for (const path of remove) this.names.delete(path);
    for (const [path, one] of Object.entries(add)) this.names.set(path, one);
    const [source, target] = [dirname(from), dirname(to)];
    const effects: Effect[] =
      source === target
        ? [{ directory: target, add, remove }]
        : [
            { directory: target, add, remove: [] },
            { directory: source, add: {}, remove },
          ];
    this.units.push({ says: `${call} of ${from} to ${to}`, effects });
  }

  private remove(path: string): void {
    if (!this.names.delete(path)) return;
    this.units.push({
      says: `removal of ${path}`,
      effects: [{ directory: dirname(path), add: {}, remove: [path] }],
    });
  }

  private sync(inode: number): void {
    const file = this.byInode.get(inode)?.file;
    const directory = this.directoryByInode.get(inode);
    this.settle((effect) => {
      if (!isOfNames(effect)) return effect.file === file;
      return this.model === 'ordered' || (directory !== undefined && effect.directory === directory);
    });
  }

  private settle(isDurable: (effect: Effect) => boolean): void {
    const effects = this.units.flatMap((unit) => unit.effects);
    const contents = new Map<File, Content>();
    for (const effect of effects.filter(isDurable)) {
      if (isOfNames(effect)) {
        for (const path of effect.remove) this.durableNames.delete(path);
        for (const [path, found] of Object.entries(effect.add)) this.durableNames.set(path, found);
      } else {
        const own = contents.get(effect.file) ?? new Content(effect.file);
        contents.set(effect.file, own);
        own.change(effect);
      }
    }
    for (const [file, content] of contents) file.durable = content.now;
    this.units = this.units
      .map((unit) => ({ ...unit, effects: unit.effects.filter((effect) => !isDurable(effect)) }))
      .filter((unit) => unit.effects.length > 0);
  }
}

type OfNames = Extract<Effect, { readonly directory: string }>;

const isOfNames = (effect: Effect): effect is OfNames => 'directory' in effect;

/** Of a file, from what is durable of it. Data beyond the end is not there: its size did not reach the disk. What it grows by without
 * data is zeros. */
class Content {
  /** Zeros beyond the end. */
  private bytes: Buffer;
  private size: number;

  constructor({ durable, size }: File) {
    this.size = durable.length;
    this.bytes = Buffer.alloc(Math.max(size, durable.length));
    durable.copy(this.bytes);
  }

  get now(): Buffer {
    return this.bytes.subarray(0, this.size);
  }

  change(effect: Exclude<Effect, OfNames>): void {
    if ('size' in effect) this.resize(effect.size);
    else if (effect.offset < this.size)
      effect.data.copy(this.bytes, effect.offset, 0, this.size - effect.offset);
  }

  private resize(size: number): void {
    if (size > this.bytes.length) this.bytes = Buffer.concat([this.bytes], size);
    else if (size < this.size) this.bytes.fill(0, size, this.size);
    this.size = size;
  }
}
