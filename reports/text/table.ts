// Tables for terminals and logs: columns padded with spaces, two spaces between them, numbers left as they are.
// Widths count characters; wide East Asian characters do not occur in reports.

/** The header, a line of dashes and the rows. Every row has as many cells as the header. */
export function alignedTable(columns: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
