// What identifies a text.

import { createHash } from 'node:crypto';

/** SHA-256, 64 lower-case hex digits. */
export const digestOfText = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
