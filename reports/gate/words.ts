// The words of a gate, which its verb needs before there is anything to judge.

export type GateVerdict = 'pass' | 'fail' | 'cannot tell';

/** What an undecided gate does to the exit code. */
export const ON_CANNOT_TELL = ['fail', 'warn'] as const;
export type OnCannotTell = (typeof ON_CANNOT_TELL)[number];
