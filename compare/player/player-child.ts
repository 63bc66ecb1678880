// The main module of a process of players: does what it is asked, one call at a time, until its parent lets it go.

import { wordsOf } from '../../bench/trial/words-of.ts';
import type { Ask } from './calls.ts';
import type { Answer, Request } from './player-process.ts';
import { askHere } from './players.ts';

const ask = askHere();

process.on('message', ({ name, parameters }: Request) => {
  void (ask as (...all: unknown[]) => ReturnType<Ask>)(name, ...parameters).then(
    (value) => tell({ value }),
    (error: unknown) => tell({ failure: wordsOf(error) }),
  );
});

// What a store left open (a timer, a program) would keep the process for as long as it may.
process.once('disconnect', () => process.exit());

const tell = (answer: Answer): void => void process.send?.(answer);
