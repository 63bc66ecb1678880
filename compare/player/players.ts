// The players of one process, by their roles. Each works in its own directory.

import type { Block } from '../decision.ts';
import type { Ask, PlayerCalls, Role } from './calls.ts';
import { Player } from './player.ts';

export class Players implements PlayerCalls {
  private readonly players = new Map<Role, Player>();
  private isCollected = false;

  async load(...[role, loading]: Parameters<PlayerCalls['load']>): Promise<void> {
    // What a module reads by a path of its own while it is loaded is its side's.
    workIn(loading.directory);
    this.players.set(role, await Player.load(role, loading));
  }

  offer: PlayerCalls['offer'] = (role, choice) => this.at(role).offer(choice);
  fill: PlayerCalls['fill'] = (role, place) => this.at(role).fill(place);
  enter: PlayerCalls['enter'] = (role, place) => this.at(role).enter(place);
  /** The garbage of the operation before is not this one's: it goes once for all roles. */
  prepare: PlayerCalls['prepare'] = async (role, ...what) => {
    if (!this.isCollected) globalThis.gc?.();
    const prepared = await this.at(role).prepare(...what);
    this.isCollected = typeof prepared !== 'string';
    return prepared;
  };

  show: PlayerCalls['show'] = (role) => this.at(role).show();

  finish: PlayerCalls['finish'] = (role) => {
    this.isCollected = false;
    return this.at(role).finish();
  };

  leave: PlayerCalls['leave'] = (role) => this.at(role).leave();

  async play(...[roles, rounds]: Parameters<PlayerCalls['play']>): Promise<Block[]> {
    const blocks: Block[] = [];
    for (const role of roles) blocks.push(await this.at(role).play(rounds));
    return blocks;
  }

  private at(role: Role): Player {
    const player = this.players.get(role);
    if (player === undefined) throw new Error(`${role} is not loaded`);
    workIn(player.directory);
    return player;
  }
}

function workIn(directory: string): void {
  if (process.cwd() !== directory) process.chdir(directory);
}

/** Players in this process. */
export function askHere(players = new Players()): Ask {
  const methods = players as unknown as Record<string, (...parameters: unknown[]) => Promise<never>>;
  return async (name, ...parameters) =>
    (methods[name] as (...given: unknown[]) => Promise<never>).apply(players, parameters);
}
