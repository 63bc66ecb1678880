// The order of strings that both stores share: by Unicode code point, which is the byte order of UTF-8 and so
// SQLite's. JavaScript's `<` compares UTF-16 units and puts U+1F600 before U+FF5E.

/** Negative, zero or positive, as for Array.prototype.sort. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    // Surrogates stand for code points above every other unit.
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
