// The players of one fresh process, or of one for each side, whichever way a comparison is made.

import type { Comparison } from '../results/comparison.ts';
import type { Block } from './decision.ts';
import type { Sides } from './options.ts';
import type { PlayerCalls, Role } from './player/calls.ts';
import { PlayerDeath, PlayerFailure, type Players } from './player/player-process.ts';

export class Cast {
  private readonly players: ReadonlyMap<Role, Players>;
  private readonly isTogether: boolean;

  private constructor(players: ReadonlyMap<Role, Players>, isTogether: boolean) {
    this.players = players;
    this.isTogether = isTogether;
  }

  /** `roles` in the order in which they are to be loaded. */
  static start(roles: readonly Role[], manner: Comparison['manner'], start: () => Players): Cast {
    const isTogether = manner === 'one process';
    const all = isTogether ? start() : null;
    return new Cast(new Map(roles.map((role) => [role, all ?? start()])), isTogether);
  }

  async load({ base, head }: Sides): Promise<void> {
    for (const role of this.players.keys()) {
      const { source, programs, directory } = role === 'base' ? base : head;
      await this.ask('load', role, { source, programs, directory });
    }
  }

  /** Rejects with PlayerFailure or PlayerDeath, which say who it was. */
  async ask<Name extends Exclude<keyof PlayerCalls, 'play'>>(
    name: Name,
    role: Role,
    ...parameters: Parameters<PlayerCalls[Name]> extends [Role, ...infer Rest] ? Rest : never
  ): Promise<Awaited<ReturnType<PlayerCalls[Name]>>> {
    return this.blaming([role], (players) =>
      players.ask(name, ...([role, ...parameters] as unknown as Parameters<PlayerCalls[Name]>)),
    );
  }

  /** A block of each of the roles, in this order. */
  async play(roles: readonly Role[], rounds: number): Promise<Block[]> {
    if (this.isTogether) return this.blaming(roles, (players) => players.ask('play', roles, rounds));
    const blocks: Block[] = [];
    for (const role of roles) {
      blocks.push(...(await this.blaming([role], (players) => players.ask('play', [role], rounds))));
    }
    return blocks;
  }

  async end(): Promise<void> {
    await Promise.all([...new Set(this.players.values())].map((players) => players.end()));
  }

  private async blaming<T>(roles: readonly Role[], ask: (players: Players) => Promise<T>): Promise<T> {
    try {
      return await ask(this.players.get(roles[0] as Role) as Players);
    } catch (error) {
      const [role] = roles;
      const who = roles.length === 1 ? `the ${role === 'base' ? role : 'head'}` : 'one of the sides';
      if (error instanceof PlayerFailure) throw new PlayerFailure(`${who}: ${error.message}`);
      if (!(error instanceof PlayerDeath)) throw error;
      throw new PlayerDeath(`the process of ${this.isTogether ? 'both sides' : who} ended: ${error.message}`);
    }
  }
}
