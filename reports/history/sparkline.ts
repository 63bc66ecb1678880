// A series as a word: one block for each value, the lowest the smallest.

const BLOCKS = '▁▂▃▄▅▆▇█';

/** Of the last values, at most `width`; empty of fewer than two. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-width);
  if (shown.length < 2) return '';
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const last = BLOCKS.length - 1;
  return shown
    .map((value) => BLOCKS[high === low ? last >> 1 : Math.round(((value - low) / (high - low)) * last)])
    .join('');
}
