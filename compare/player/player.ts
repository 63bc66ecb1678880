// One side as it was loaded once: on a stage it shows the work of a benchmark, warms up, and plays blocks of calls.

import { Contestant, type Setting } from '../../bench/trial/contestant.ts';
import { shownRound, shownWork } from '../../bench/trial/shown-round.ts';
import { workloadsOf } from '../../bench/trial/workloads-of.ts';
import { writeJson } from '../../contract/json-text.ts';
import { isNotOffered, type Round, type TimedWorkload } from '../../definition/bench.ts';
import type { Definition } from '../../definition/definition.ts';
import type { Block } from '../decision.ts';
import type { ComparisonChoice, Plant } from '../options.ts';
import { blockOf, playRounds } from './block.ts';
import type { Finished, Loading, Offer, Place, Prepared, Role } from './calls.ts';
import { instanceAt } from './instances.ts';
import { offerOf } from './offer.ts';
import { Slowdown } from './slowdown.ts';

/** Of processor time, which nobody takes away. By then code is compiled, and what is read is at hand. */
const WARM_UP_CPU_MS = 30;
/** Of a step of it. */
const STEP_MS = 10;
/** Of calls that wait for something else, such as a program. */
const WARM_UP_MS_MAX = 200;

export class Player {
  private readonly definition: Definition;
  private readonly loading: Loading;
  private contestant: Contestant | null = null;
  private act: Act | null = null;

  private constructor(definition: Definition, loading: Loading) {
    this.definition = definition;
    this.loading = loading;
  }

  static async load(role: Role, loading: Loading): Promise<Player> {
    return new Player(await instanceAt(loading.source, role), loading);
  }

  /** Where it is at home: its programs are started from there. */
  get directory(): string {
    return this.loading.directory;
  }

  offer(choice: ComparisonChoice): Promise<Offer> {
    return offerOf(this.definition, this.loading.programs, choice);
  }

  async fill(place: Place): Promise<string> {
    const contestant = await Contestant.enter(this.definition, this.settingAt(place));
    if (contestant.subject.isPersistent) {
      await contestant.fill();
      await contestant.reopen();
    }
    const digest = await contestant.contentDigest();
    await contestant.close();
    return digest;
  }

  async enter(place: Place): Promise<string> {
    this.contestant = await Contestant.enter(this.definition, this.settingAt(place));
    const digest = await this.contestant.contentDigest();
    await this.contestant.reopen();
    return digest;
  }

  async prepare(operation: string, plant: Plant | null): Promise<Prepared | string> {
    const { onStage } = this;
    const workload = (await workloadsOf(this.definition, onStage.subject.name))[operation];
    if (workload === undefined || 'weigh' in workload) return 'it has no such workload';
    try {
      onStage.requireOffered(workload);
      const round = await workload.prepare(onStage);
      const { workDigest } = await shownRound(round);
      const duration = await warmUp(round);
      this.act = { workload, round, slowdown: plant === null ? null : new Slowdown(plant) };
      return { workDigest, callsPerRound: round.calls.length, ...duration };
    } catch (error) {
      if (!isNotOffered(error)) throw error;
      await onStage.reopen();
      return error.message;
    }
  }

  async show(): Promise<string[]> {
    const { work } = await shownWork(this.onAct.round);
    return [...work.answers, work.effects].map((answer) => writeJson(answer) ?? 'null');
  }

  /** The garbage of the block before, which is the other side's, is removed before. */
  async play(rounds: number): Promise<Block> {
    const { round, slowdown } = this.onAct;
    globalThis.gc?.({ type: 'minor' });
    return blockOf(await playRounds(round, rounds, slowdown));
  }

  /** A cache that the operation leaves behind is not the next one's. */
  async finish(): Promise<Finished> {
    const { round, workload } = this.onAct;
    this.act = null;
    const { workDigest } = await shownRound(round);
    await round.dispose?.();
    const contentDigest = workload.group === 'write' ? await this.onStage.contentDigest() : null;
    await this.onStage.reopen();
    return { workDigest, contentDigest };
  }

  async leave(): Promise<void> {
    await this.contestant?.close();
    this.contestant = null;
  }

  private settingAt(place: Place): Setting {
    const { source, programs } = this.loading;
    return { ...place, source, programs };
  }

  private get onStage(): Contestant {
    if (this.contestant === null) throw new Error('it is not on a stage');
    return this.contestant;
  }

  private get onAct(): Act {
    if (this.act === null) throw new Error('it has prepared nothing');
    return this.act;
  }
}

interface Act {
  readonly workload: TimedWorkload<unknown>;
  readonly round: Round;
  readonly slowdown: Slowdown | null;
}

/** More rounds at every step. A step that the machine interrupted says nothing of how long a call takes: the fastest one does. */
async function warmUp(round: Round): Promise<{ callNs: number; costNs: number }> {
  const fastest = { callNs: Infinity, costNs: Infinity };
  const cpuBefore = process.cpuUsage();
  const beforeNs = process.hrtime.bigint();
  for (
    let rounds = 1;
    ;
    rounds = Math.min(2 * rounds, Math.ceil((STEP_MS * 1e6) / (fastest.costNs * round.calls.length)))
  ) {
    const startedNs = process.hrtime.bigint();
    const durationsNs = await playRounds(round, rounds, null);
    const costNs = Number(process.hrtime.bigint() - startedNs) / durationsNs.length;
    fastest.callNs = Math.min(fastest.callNs, blockOf(durationsNs).p50Ns);
    fastest.costNs = Math.min(fastest.costNs, costNs);
    const { user, system } = process.cpuUsage(cpuBefore);
    const isWarm = user + system >= WARM_UP_CPU_MS * 1e3;
    if (isWarm || Number(process.hrtime.bigint() - beforeNs) >= WARM_UP_MS_MAX * 1e6) return fastest;
  }
}
