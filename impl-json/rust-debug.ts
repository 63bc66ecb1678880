// A path as the app's messages quote it: Rust's Debug form of a Path, which escapes what char::escape_debug does.

/** No terminal shows these as themselves: marks that join what stands before them, and all but letters, signs and spaces. */
const ESCAPED = /[\\'"]|[\p{Grapheme_Extend}\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

const SHORT: Readonly<Record<string, string>> = {
  ...{ '\0': '\\0', '\t': '\\t', '\n': '\\n', '\r': '\\r' },
  ...{ '\\': '\\\\', "'": "\\'", '"': '\\"' },
};

export const rustDebug = (path: string): string =>
  `"${path.replaceAll(ESCAPED, (char) => SHORT[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)}"`;
