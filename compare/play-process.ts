// One fresh process plays every comparison that is still open, in an order of its own. Where something goes wrong with one, the
// others are played in a process of their own, on fresh copies: nobody knows what was left behind.

import type { Homes } from '../bench/homes.ts';
import type { ComparisonReason } from '../results/comparison.ts';
import type { Random } from '../statistics/random.ts';
import { planBlocks } from './block-plan.ts';
import { Cast } from './cast.ts';
import type { Pair, ProcessPairs } from './decision.ts';
import type { Entry } from './entry.ts';
import type { Plant, Sides } from './options.ts';
import { otherAnswers } from './other-answers.ts';
import type { Prepared, Role } from './player/calls.ts';
import { PlayerDeath, PlayerFailure, type Players } from './player/player-process.ts';
import { sentenceOf } from './sentence.ts';

export interface ProcessSetting {
  readonly sides: Sides;
  readonly homes: Homes;
  readonly plant: Plant | null;
  readonly start: () => Players;
  readonly signal: AbortSignal | undefined;
  /** Nothing is begun again any more, or, at last, nothing goes on that was begun. */
  readonly isOver: (what: 'time' | 'grace') => boolean;
  /** After each comparison that was played. */
  readonly onPlayed: () => void;
}

/** Of all processes of a run. */
interface ProcessNumber extends Omit<ProcessPairs, 'pairs'> {
  readonly random: Random;
}

/** Some may not be played when the time is over. Rejects when it is aborted, and with what is no fault of a side. */
export async function playProcess(
  entries: readonly Entry[],
  number: ProcessNumber,
  setting: ProcessSetting,
): Promise<void> {
  // One that is at the same time may have found out that it takes two.
  const played = new Set<Entry>();
  // In this order: what went wrong in one process is tried in two.
  for (const manner of ['one process', 'two processes'] as const) {
    let waiting = entries.filter(
      (entry) => entry.manner === manner && entry.end === null && !played.has(entry),
    );
    while (waiting.length > 0) {
      waiting = await new Playing({ entries: waiting, manner, played }, number, setting).play();
      if (setting.isOver('time')) return;
    }
  }
}

/** Those that are played in one manner, and what this process has played of all. */
interface Troupe {
  readonly entries: readonly Entry[];
  readonly manner: Entry['manner'];
  readonly played: Set<Entry>;
}

class Playing {
  private readonly number: ProcessNumber;
  private readonly setting: ProcessSetting;
  private readonly waiting: Set<Entry>;
  private readonly cast: Cast;
  private readonly manner: Entry['manner'];
  private readonly played: Set<Entry>;
  /** Who is to blame for what goes wrong now. */
  private current: readonly Entry[];
  /** One of them alone. */
  private isPlaying = false;

  constructor({ entries, manner, played }: Troupe, number: ProcessNumber, setting: ProcessSetting) {
    this.number = number;
    this.setting = setting;
    this.waiting = new Set(entries);
    this.current = entries;
    this.manner = manner;
    this.played = played;
    this.cast = Cast.start(inOrder(entries, number.first), manner, setting.start);
  }

  /** Answers those that something that went wrong kept from being played. */
  async play(): Promise<Entry[]> {
    try {
      await this.cast.load(this.setting.sides);
      const stages = Map.groupBy(this.waiting, ({ stage }) => stage);
      for (const entries of this.number.random.shuffled([...stages.values()])) await this.playStage(entries);
    } catch (error) {
      if (!(error instanceof PlayerFailure || error instanceof PlayerDeath)) throw error;
      // Then it is nobody's fault.
      this.setting.signal?.throwIfAborted();
      if (this.setting.isOver('grace')) return [...this.waiting];
      for (const entry of this.current) {
        this.waiting.delete(entry);
        blame(entry, error, { isOfEntry: this.isPlaying, manner: this.manner });
      }
    } finally {
      await this.cast.end();
    }
    return [...this.waiting];
  }

  private async playStage(entries: readonly Entry[]): Promise<void> {
    if (this.setting.isOver('grace')) return;
    this.current = entries;
    const roles = inOrder(entries, this.number.first);
    const digests: string[] = [];
    for (const role of roles) digests.push(await this.enter(role, entries[0] as Entry));
    const [contentDigest = ''] = digests;
    if (digests.some((digest) => digest !== contentDigest)) {
      throw new PlayerFailure('the sides do not hold the same after they were opened');
    }
    for (const entry of this.number.random.shuffled(entries)) {
      if (this.setting.isOver('grace')) break;
      this.current = [entry];
      this.isPlaying = true;
      const beginMs = performance.now();
      await this.playEntry(entry, contentDigest);
      entry.durationNs += Math.round((performance.now() - beginMs) * 1e6);
      this.waiting.delete(entry);
      this.played.add(entry);
      this.setting.onPlayed();
    }
    this.current = [];
    this.isPlaying = false;
    for (const role of roles) await this.cast.ask('leave', role);
  }

  private enter(role: Role, { benchmark: { store, dataset } }: Entry): Promise<string> {
    const { homes } = this.setting;
    const { folder, codeCache } = homes;
    const home = homes.copied(`${role === 'base' ? 'base' : 'head'} ${store}`, dataset, `copy-${role}`);
    return this.cast.ask('enter', role, { store, dataset, home, folder, codeCache });
  }

  private async playEntry(entry: Entry, contentDigest: string): Promise<void> {
    const { random } = this.number;
    const roles = random.shuffled(entry.roleNames);
    const prepared = new Map<Role, Prepared>();
    const refusals: string[] = [];
    for (const role of roles) {
      const answer = await this.cast.ask(
        'prepare',
        role,
        entry.benchmark.operation,
        this.plantOf(entry, role),
      );
      if (typeof answer === 'string') refusals.push(answer);
      else prepared.set(role, answer);
    }
    if (refusals.length > 0) entry.giveUp(...lack([...prepared.keys()], refusals));
    const digests = new Set([...prepared.values()].map(({ workDigest }) => workDigest));
    if (digests.size > 1) entry.giveUp(await this.otherWorkText(entry), 'other work');
    if (entry.end === null) entry.add(this.number, await this.playPairs(entry, [...prepared.values()]));
    for (const role of prepared.keys()) {
      const finished = await this.cast.ask('finish', role);
      if (!digests.has(finished.workDigest)) {
        throw new PlayerFailure(`the ${role} did other work at the end than at the beginning`);
      }
      if (finished.contentDigest !== null && finished.contentDigest !== contentDigest) {
        throw new PlayerFailure(`the ${role} holds something else after it`);
      }
    }
  }

  private async playPairs(entry: Entry, prepared: readonly Prepared[]): Promise<Pair[]> {
    const { roles } = entry;
    entry.plan ??= planBlocks(prepared);
    const { plan } = entry;
    const order = Array.from({ length: plan.pairs }, () => this.number.random.shuffled(Object.values(roles)));
    const blocks = await this.cast.play(order.flat(), plan.rounds);
    return order.map((pair, at) => {
      const blockOf = (role: Role): Pair['base'] => blocks[2 * at + pair.indexOf(role)] as Pair['base'];
      return { base: blockOf(roles.base), head: blockOf(roles.head) };
    });
  }

  private async otherWorkText({ roles }: Entry): Promise<string> {
    const [base, head] = [await this.cast.ask('show', roles.base), await this.cast.ask('show', roles.head)];
    return `The sides do other work: ${otherAnswers(base, head)}.`;
  }

  private plantOf({ kind }: Entry, role: Role): Plant | null {
    return kind === 'base against head' && role === 'head' ? this.setting.plant : null;
  }
}

/** `able`: who offers it. */
function lack([able]: readonly Role[], [why]: readonly string[]): [detail: string, ComparisonReason] {
  if (able === undefined) return [`Neither side offers it: ${why}.`, 'neither'];
  const [has, lacks] = able === 'base' ? (['base', 'head'] as const) : (['head', 'base'] as const);
  return [`Only the ${has} has it. The ${lacks} does not offer it: ${why}.`, `only ${has}`];
}

/** The side that is to be first comes first. */
function inOrder(entries: readonly Entry[], first: 'base' | 'head'): Role[] {
  const used = new Set(entries.flatMap(({ roleNames }) => roleNames));
  const all = ['again', 'base', 'head', 'twin'] as const;
  return (first === 'base' ? all : all.toReversed()).filter((role) => used.has(role));
}

/** Two processes show whose fault a death was, and what both sides bring along may get on there. */
function blame(
  entry: Entry,
  error: PlayerFailure | PlayerDeath,
  { isOfEntry, manner }: { readonly isOfEntry: boolean; readonly manner: Entry['manner'] },
): void {
  if (entry.end !== null) return;
  const isOfProcess = error instanceof PlayerDeath || !isOfEntry;
  if (isOfProcess && manner === 'one process') {
    entry.manner = 'two processes';
    entry.whyApart = error.message;
  } else {
    const { message } = error;
    entry.giveUp(sentenceOf(`${message.charAt(0).toUpperCase()}${message.slice(1)}`));
  }
}
