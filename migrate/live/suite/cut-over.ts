// Homes in phase sqlite+json, and time that passes when told to, for the tests of snapshots.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { onTestFinished } from 'vitest';
import { SessionManager } from '../session-manager.ts';
import type { Timers } from '../snapshot-schedule.ts';
import { type LiveHome, sessionWith, useHomes, waived } from './live-home.ts';

/** Time that passes when told to. */
export class FakeTimers implements Timers {
  private ms = 0;
  private timer: { readonly at: number; readonly work: () => void } | undefined;

  readonly nowMs = (): number => this.ms;

  readonly after = (ms: number, work: () => void): (() => void) => {
    const timer = { at: this.ms + ms, work };
    this.timer = timer;
    return () => {
      if (this.timer === timer) this.timer = undefined;
    };
  };

  pass(ms: number): void {
    this.ms += ms;
    const { timer } = this;
    if (timer === undefined || timer.at > this.ms) return;
    this.timer = undefined;
    timer.work();
  }
}

/** Makes homes in phase sqlite+json with one session, `a`, in the first workspace; the end of the test file removes them. */
export function useCutOver(): () => Promise<LiveHome> {
  const freshHome = useHomes();
  return async () => {
    const place = freshHome();
    const manager = await SessionManager.open({ home: place.home });
    await manager.createSession(place.one, sessionWith('a'));
    await manager.setPhase('dual');
    await manager.setPhase('sqlite+json', { waived });
    await manager.close();
    return place;
  };
}

/** What a channel tells during the test. */
export function eventsOf(name: string | symbol): unknown[] {
  const events: unknown[] = [];
  const listen = (message: unknown): void => {
    events.push(message);
  };
  subscribe(name, listen);
  onTestFinished(() => {
    unsubscribe(name, listen);
  });
  return events;
}
