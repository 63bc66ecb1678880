// Any value as one line of JSON, with nothing rounded: the other direction of json-value.ts.

/** JSON.rawJSON (ES2026) writes an integer above 2^53 with all its digits; TypeScript's es2024 library lacks it. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };

export const withExactDigits = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? rawJSON(value.toString()) : value;

/** Any answer or request as one line of JSON; bigint as plain digits. */
export function writeJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify refuses a bigint with a TypeError: rare enough to try without the replacer first.
    if (error instanceof TypeError) return JSON.stringify(value, withExactDigits);
    throw error;
  }
}
