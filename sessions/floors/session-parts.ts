// Sessions as texts and numbers in memory, and the same sessions built from them: what reading everything costs when
// nothing has to be read. Written for this alone, with no regard to size or damage, so that it is the floor of any
// format: one text a session from which strings are cut, words of the vocabulary shared, numbers in one typed array.

import {
  type ChatMessage,
  type Field,
  INSTANCE_SHAPE,
  MESSAGE_SHAPE,
  SESSION_SHAPE,
  type WorktreeInstance,
  type WorktreeSession,
} from '../../contract/session.ts';

export interface SessionParts {
  /** One a session: its strings, one after the other. */
  readonly texts: readonly string[];
  /** Strings that occur in many sessions. */
  readonly words: readonly string[];
  /** Lengths of strings, numbers of words, and numbers, in the order in which they are read. */
  readonly codes: Int32Array;
}

/** Stands for null among numbers, lengths and words. */
const NONE = -1;

/** Throws RangeError for a number beyond 32 bits. */
export function takeApart(sessions: readonly WorktreeSession[]): SessionParts {
  const codes: number[] = [];
  const words = new Map<string, number>();
  let pieces: string[] = [];
  const text = (value: string): void => {
    codes.push(value.length);
    pieces.push(value);
  };
  const word = (value: string): void => {
    if (!words.has(value)) words.set(value, words.size);
    codes.push(words.get(value) ?? NONE);
  };
  const number = (value: number | bigint | boolean | null): void => {
    const code = value === null ? NONE : Number(value);
    if (code !== (code | 0)) throw new RangeError(`${value} does not fit into 32 bits`);
    codes.push(code);
  };
  const texts = sessions.map((session) => {
    pieces = [];
    take(SESSION_SHAPE, session, { text, word, number });
    return flat(pieces.join(''));
  });
  return {
    texts,
    words: [...words.keys()],
    codes: Int32Array.from(codes),
  };
}

/** Through bytes, so that it is one text and not a tree of pieces; one byte a character where that is possible. */
function flat(text: string): string {
  const encoding = /[^\u0000-\u00ff]/.test(text) ? 'utf16le' : 'latin1';
  return Buffer.from(text, encoding).toString(encoding);
}

interface Takers {
  readonly text: (value: string) => void;
  readonly word: (value: string) => void;
  readonly number: (value: number | bigint | boolean | null) => void;
}

/** Fields whose values come from a small vocabulary; other strings are texts. */
const WORDS = 'type status agentName runtime model runtimeLabel role runtimeMix'.split(' ');

/** In file order. Null is the same number for every kind. */
function take({ fields }: { readonly fields: readonly Field[] }, record: object, takers: Takers): void {
  for (const field of fields) takeValue(Reflect.get(record, field.name), field, takers);
}

function takeValue(value: unknown, field: Field, takers: Takers): void {
  if (typeof value === 'string') takers[WORDS.includes(field.name) ? 'word' : 'text'](value);
  else if (Array.isArray(value)) {
    takers.number(value.length);
    for (const item of value) takeValue(item, field, takers);
  } else if (typeof value === 'object' && value !== null)
    take(field.kind === 'instances' ? INSTANCE_SHAPE : MESSAGE_SHAPE, value, takers);
  else takers.number(value as number | null);
}

export function putTogether(parts: SessionParts): WorktreeSession[] {
  const reader = new PartReader(parts);
  const sessions: WorktreeSession[] = [];
  for (const text of parts.texts) sessions.push(sessionOf(reader.at(text)));
  return sessions;
}

class PartReader {
  private readonly words: readonly string[];
  private readonly codes: Int32Array;
  private source = '';
  private place = 0;
  private next = 0;

  constructor({ words, codes }: SessionParts) {
    this.words = words;
    this.codes = codes;
  }

  at(text: string): this {
    this.source = text;
    this.place = 0;
    return this;
  }

  text(): string | null {
    const length = this.codes[this.next++] as number;
    if (length < 0) return null;
    const start = this.place;
    this.place = start + length;
    return this.source.slice(start, start + length);
  }

  word(): string | null {
    const code = this.codes[this.next++] as number;
    return code < 0 ? null : (this.words[code] as string);
  }

  number(): number | null {
    const code = this.codes[this.next++] as number;
    return code < 0 ? null : code;
  }
}

// Properties are read in the order in which they are written here, which is that of the shapes.
function sessionOf(reader: PartReader): WorktreeSession {
  return {
    id: reader.text() as string,
    type: reader.word() as string,
    task: reader.text() as string,
    status: reader.word() as string,
    createdAt: reader.text() as string,
    updatedAt: reader.text() as string,
    completedAt: reader.text(),
    instances: listOf(reader, instanceOf) as WorktreeInstance[],
    chatHistory: listOf(reader, messageOf) as ChatMessage[],
    model: reader.word(),
    timeoutSeconds: reader.number(),
    preserveWorktrees: flagOf(reader.number()),
    winnerId: reader.number(),
    runtimeMix: listOf(reader, (each) => each.word() as string),
    totalDuration: reader.number(),
    totalFilesChanged: reader.number(),
    totalLinesAdded: reader.number(),
    totalLinesDeleted: reader.number(),
  };
}

function instanceOf(reader: PartReader): WorktreeInstance {
  return {
    instanceId: reader.number() as number,
    worktreePath: reader.text() as string,
    branch: reader.text() as string,
    agentName: reader.word() as string,
    status: reader.word() as string,
    tmuxSessionId: reader.text() as string,
    output: reader.text(),
    startTime: reader.text(),
    endTime: reader.text(),
    filesChanged: reader.number(),
    linesAdded: reader.number(),
    linesDeleted: reader.number(),
    runtime: reader.word(),
    model: reader.word(),
    runtimeLabel: reader.word(),
  };
}

function messageOf(reader: PartReader): ChatMessage {
  return {
    id: reader.text() as string,
    role: reader.word() as string,
    content: reader.text() as string,
    timestamp: reader.text() as string,
    instanceId: reader.number(),
  };
}

function listOf<T>(reader: PartReader, itemOf: (reader: PartReader) => T): T[] | null {
  const length = reader.number();
  if (length === null) return null;
  const items: T[] = [];
  for (let index = 0; index < length; index++) items.push(itemOf(reader));
  return items;
}

const flagOf = (code: number | null): boolean | null => (code === null ? null : code === 1);
