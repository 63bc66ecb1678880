// What a side throws, as a sentence: some messages end with a full stop, others do not.

export const sentenceOf = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
