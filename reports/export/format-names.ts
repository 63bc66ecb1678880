// The formats of a report by name, apart from what writes them: a command line needs the names before anything else.

export const FORMATS = ['markdown', 'html', 'junit', 'github-action-benchmark', 'bencher'] as const;

export type Format = (typeof FORMATS)[number];

/** The pages for people. */
export const PAGE_FORMATS: readonly Format[] = ['markdown', 'html'];
