// Floor of the SQLite store: the driver alone running the statements that the store ran. The store does each round once
// while its statements are recorded; the timed rounds run the same statements with the same values.

import { FIXED_CLOCK } from '../../bench/trial/fixed-clock.ts';
import type { SessionStore } from '../../contract/store.ts';
import { type Call, type Dataset, NotOffered, type Round } from '../../definition/bench.ts';
import {
  type DriverFloor,
  type DriverScript,
  driverFloor,
  type RecordedStore,
} from '../../subjects/driver-floor.ts';
import type { SessionStage } from '../workloads/workload.ts';
import type { Floor } from './floor.ts';

export const sqliteDriverFloor: Floor = async (workload, stage) => {
  if (stage.home === null) return notPlayed();
  const driver = await driverFloor(stage.home);
  const recording = new RecordingStage(stage, driver);
  await recording.open();
  const round = await workload.prepare(recording);
  const recorded = await recording.recordRound(round);
  await recording.close();
  return replayed(round, recorded, driver, recording);
};

interface RecordedRound {
  /** The round begins with a new connection. */
  readonly isReopening: boolean;
  readonly begin: DriverScript;
  readonly calls: readonly { readonly answer: unknown; readonly script: DriverScript }[];
  readonly end: DriverScript;
}

const NO_SCRIPT: DriverScript = { steps: [] };

/** The same home with a store on it whose statements can be recorded. */
class RecordingStage implements SessionStage {
  readonly folder: string;
  readonly dataset: Dataset;
  readonly home: string | null;
  private readonly driver: DriverFloor;
  private recorded: RecordedStore | undefined;
  private isReopening = false;

  constructor(stage: SessionStage, driver: DriverFloor) {
    this.folder = stage.folder;
    this.dataset = stage.dataset;
    this.home = stage.home;
    this.driver = driver;
  }

  get store(): SessionStore {
    return this.current().store;
  }

  async open(): Promise<void> {
    this.recorded = this.driver.openRecorded({ clock: FIXED_CLOCK });
  }

  async close(): Promise<void> {
    await this.recorded?.store.close();
    this.recorded = undefined;
  }

  async reopen(): Promise<void> {
    this.isReopening = true;
    await this.close();
    await this.open();
  }

  /** Does the round once. */
  async recordRound(round: Round): Promise<RecordedRound> {
    this.isReopening = false;
    // A connection that is opened in the round is not there to record on before.
    const begin = await this.scriptOf(round.begin);
    const calls: Awaited<ReturnType<typeof this.recordCall>>[] = [];
    for (const call of round.calls) calls.push(await this.recordCall(call));
    const { isReopening } = this;
    const end = await this.scriptOf(round.end);
    return { isReopening, begin: isReopening ? NO_SCRIPT : begin, calls, end };
  }

  another = notPlayed;
  empty = notPlayed;
  removeEmpty = notPlayed;
  fresh = notPlayed;
  bareNs = (): null => null;
  bareRssBytes = (): null => null;

  private recordCall(call: Call): Promise<{ readonly answer: unknown; readonly script: DriverScript }> {
    return this.current().record(async () => call());
  }

  private async scriptOf(work: Round['begin']): Promise<DriverScript> {
    if (work === undefined) return NO_SCRIPT;
    return (await this.current().record(async () => work())).script;
  }

  private current(): RecordedStore {
    if (this.recorded === undefined) throw new Error('the recorded store is closed');
    return this.recorded;
  }
}

const notPlayed = (): never => {
  throw new NotOffered('the store does more for it than run statements');
};

/** The round with the driver in place of the store. What it leaves behind is read by a new store. */
function replayed(
  round: Round,
  recorded: RecordedRound,
  driver: DriverFloor,
  recording: RecordingStage,
): Round {
  const raw = driver.openRaw();
  const ready = () => ({
    begin: raw.ready(recorded.begin),
    calls: recorded.calls.map(({ script }) => raw.ready(script)),
    end: raw.ready(recorded.end),
  });
  let plays = ready();
  return {
    begin: async () => {
      if (recorded.isReopening) {
        raw.reopen();
        plays = ready();
      }
      plays.begin();
    },
    calls: recorded.calls.map((_, index) => async () => plays.calls[index]?.()),
    reveal: (results, index) => {
      const call = recorded.calls[index];
      const isSame = call !== undefined && driver.isSameResult(call.script, results as unknown[]);
      return isSame ? call.answer : 'other rows than the store read';
    },
    effects: async () => {
      if (round.effects === undefined) return null;
      await recording.open();
      const effects = await round.effects();
      await recording.close();
      return effects;
    },
    end: async () => {
      plays.end();
    },
    dispose: async () => raw.close(),
  };
}
