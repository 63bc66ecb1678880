// Sessions as texts and numbers in memory, and the same sessions built from them: what reading everything costs when
// nothing has to be read. Written for this alone, with no regard to size or damage, so that it is the floor of any
// format: one text a session from which strings are cut, words of the vocabulary shared, numbers in one typed array.

import type { ChatMessage, WorktreeInstance, WorktreeSession } from '../../contract/session.ts';

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
  const text = (value: string | null): void => {
    codes.push(value?.length ?? NONE);
    if (value !== null) pieces.push(value);
  };
  const word = (value: string | null): void => {
    if (value !== null && !words.has(value)) words.set(value, words.size);
    codes.push(value === null ? NONE : (words.get(value) ?? NONE));
  };
  const number = (value: number | bigint | boolean | null): void => {
    const code = value === null ? NONE : Number(value);
    if (code !== (code | 0)) throw new RangeError(`${value} does not fit into 32 bits`);
    codes.push(code);
  };
  const texts = sessions.map((session) => {
    pieces = [];
    takeSession(session, { text, word, number });
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
  readonly text: (value: string | null) => void;
  readonly word: (value: string | null) => void;
  readonly number: (value: number | bigint | boolean | null) => void;
}

function takeSession(session: WorktreeSession, { text, word, number }: Takers): void {
  text(session.id);
  word(session.type);
  text(session.task);
  word(session.status);
  text(session.createdAt);
  text(session.updatedAt);
  text(session.completedAt);
  number(session.instances.length);
  for (const instance of session.instances) {
    number(instance.instanceId);
    text(instance.worktreePath);
    text(instance.branch);
    word(instance.agentName);
    word(instance.status);
    text(instance.tmuxSessionId);
    text(instance.output);
    text(instance.startTime);
    text(instance.endTime);
    number(instance.filesChanged);
    number(instance.linesAdded);
    number(instance.linesDeleted);
    word(instance.runtime);
    word(instance.model);
    word(instance.runtimeLabel);
  }
  number(session.chatHistory.length);
  for (const message of session.chatHistory) {
    text(message.id);
    word(message.role);
    text(message.content);
    text(message.timestamp);
    number(message.instanceId);
  }
  word(session.model);
  number(session.timeoutSeconds);
  number(session.preserveWorktrees);
  number(session.winnerId);
  number(session.runtimeMix === null ? null : session.runtimeMix.length);
  for (const runtime of session.runtimeMix ?? []) word(runtime);
  number(session.totalDuration);
  number(session.totalFilesChanged);
  number(session.totalLinesAdded);
  number(session.totalLinesDeleted);
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

// Properties are read in the order in which they are written here, which is that of takeSession.
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
