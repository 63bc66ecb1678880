// How the last screen of a verb is headed: a title, and whether it is good news.

import type { Tone } from '../../reports/render/table.ts';

/** A title alone is as good or bad as the exit code. */
export type Headline = string | { readonly title: string; readonly tone: Tone };

/** Neither good nor bad news, whatever the exit code. */
export const neither = (title: string): Headline => ({ title, tone: 'unsure' });
