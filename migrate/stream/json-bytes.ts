// The few bytes of JSON that matter where text is looked at as bytes.

/** Space, tab, line feed, carriage return: JSON's white space. */
export const isWhiteSpaceByte = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
