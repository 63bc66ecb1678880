// Text from a result file, fit for a line of a table: it cannot move a cursor, ring a bell or break the line.

/** White space and control characters become single spaces. */
export const oneLine = (text: string): string => text.replaceAll(/[\s\x00-\x1f\x7f-\x9f]+/g, ' ');
