// Bugs planted into the checker: a piece of a source and what takes its place. Each must make an example come out otherwise.

export interface Mutant {
  readonly title: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const mutant = (title: string, file: string, from: string, to: string): Mutant => ({ title, file, from, to });

export const MUTANTS: readonly Mutant[] = [
  // Edges.
  mutant('no ww edges', 'graph.ts', 'if (next !== NONE)', 'if (next !== NONE && !isAppend)'),
  mutant('no rw edges', 'graph.ts', 'if (next !== NONE)', 'if (next !== NONE && isAppend)'),
  mutant('no wr edges', 'graph.ts', 'if (last !== NONE)', 'if (last === -2)'),
  mutant('a ww edge to oneself', 'graph.ts', 'isAppend ? length + 1 : length)', 'length)'),
  mutant(
    'wr from the value behind',
    'graph.ts',
    'writerBefore(order, length)',
    'writerBefore(order, length - 1)',
  ),
  mutant('no real time in a search', 'cycles.ts', '[false, true]', '[false]'),
  mutant('before, at equal times', 'graph.ts', 'as number) <= end', 'as number) < end'),
  mutant(
    'moments that lead to no other moment',
    'components.ts',
    'return this.size + moment + 1;',
    'return this.fromMoment(moment);',
  ),
  mutant(
    'moments that lead to nobody',
    'components.ts',
    'return at < (firstAfter',
    'return at < 0 && at < (firstAfter',
  ),
  mutant(
    'unknown ones end',
    'history.ts',
    "outcome === 'unknown' ? Number.POSITIVE_INFINITY : endNs",
    'endNs',
  ),
  mutant(
    'no unknown ones',
    'history.ts',
    'return true;\n    }\n    return false;',
    'return false;\n    }\n    return false;',
  ),
  mutant('all unknown ones', 'history.ts', 'return outcome === OK', 'return true'),
  mutant('failed ones in the order', 'history.ts', 'this.outcomes.at(writer) !== FAILED &&', ''),
  // Cycles.
  mutant('components of two are none', 'components.ts', 'members.length > 1', 'members.length > 2'),
  mutant(
    'no low point from an open node',
    'components.ts',
    'if (this.low[next] !== CLOSED)',
    'if (this.low[next] === CLOSED)',
  ),
  mutant('two late reads are one', 'cycles.ts', 'Math.min(has(RW), 2)', 'Math.min(has(RW), 1)'),
  mutant('G1c is G0', 'cycles.ts', 'has(RW) > 0 || has(WR) > 0', 'has(RW) > 0'),
  mutant('no search for G0', 'cycles.ts', "{ name: 'G0', edge: WW", "{ name: 'G0', edge: RW"),
  mutant(
    'the weaker ones are told too',
    'cycles.ts',
    'if (this.hasStronger(',
    'if (false && this.hasStronger(',
  ),
  // Single lists.
  mutant('no lost appends', 'objects.ts', 'this.lost(element);', ';'),
  mutant(
    'lost, whenever it was read',
    'objects.ts',
    'if (history.ends.at(writer) < start) {',
    'if (history.outcomes.at(writer) === OK) {',
  ),
  mutant(
    'lost, unless it is in the order',
    'objects.ts',
    'position !== NONE && position < known',
    'position !== NONE',
  ),
  mutant(
    'the first read is the last',
    'history.ts',
    'this.starts.at(reader) >= this.starts.at(last)',
    'false',
  ),
  mutant(
    'what somebody saw may be gone',
    'objects.ts',
    'witness !== NONE &&\n      history.positions',
    'witness === -2 &&\n      history.positions',
  ),
  mutant(
    'seen at any time, it may not be gone',
    'objects.ts',
    'history.ends.at(witness) < start',
    'start > 0',
  ),
  mutant(
    'a page without a place tells of no length',
    'in-order.ts',
    'history.leasts.get(operation) ?? NONE',
    'NONE',
  ),
  mutant('a page is placed by its first value', 'history.ts', 'values.findLastIndex(', 'values.findIndex('),
  mutant('no phantoms', 'objects.ts', 'if (writer === NONE) {', 'if (writer === -2) {'),
  mutant(
    'no aborted reads',
    'objects.ts',
    'if (witness !== NONE) this.failedOneSeen',
    'if (witness === -2) this.failedOneSeen',
  ),
  mutant(
    'every failed append was seen',
    'objects.ts',
    'if (witness !== NONE) this.failedOneSeen',
    'this.failedOneSeen',
  ),
  mutant(
    'no dirty updates',
    'objects.ts',
    "if (next !== NONE)\n      findings.add('dirty-update'",
    "if (next === -2)\n      findings.add('dirty-update'",
  ),
  mutant(
    'no duplicates',
    'history.ts',
    'else this.duplicates.add(',
    'else if (place < 0) this.duplicates.add(',
  ),
  mutant('no disagreements', 'history.ts', 'this.disagreements.add(', 'if (key < 0) this.disagreements.add('),
  mutant(
    'what disagrees is seen by nobody',
    'history.ts',
    'for (const value of values) this.seen(key, value, oddity.reader);',
    '',
  ),
  mutant(
    'no page disagrees',
    'history.ts',
    'if (place >= Math.min(length, order.length)) return length;',
    'return length;',
  ),
  mutant(
    'pages are never placed later',
    'history.ts',
    'for (const { operation, page, reader } of this.pages) {',
    'for (const { operation, page, reader } of []) {',
  ),
  mutant(
    'pages show nobody’s values',
    'history.ts',
    'for (const value of values) this.seen(key, value, reader);',
    '',
  ),
  mutant(
    'what failed transactions read counts',
    'history.ts',
    'const isOk = this.outcomes.at(transaction) === OK;',
    'const isOk = true;',
  ),
  mutant(
    'a longer read of a failed one is the order',
    'history.ts',
    'const isOk = this.outcomes.at(reader) === OK;',
    'const isOk = true;',
  ),
  mutant(
    '“as before” counts nothing',
    'history.ts',
    'this.compared(key, values, same, reader)',
    'this.compared(key, values, 0, reader)',
  ),
  mutant(
    '“as before” of a wrong list is right',
    'history.ts',
    '[...known.slice(0, same), ...values]',
    'values',
  ),
  mutant('nothing read before appending', 'objects.ts', 'this.readBy[key] = transaction;', ''),
  mutant(
    'lost update of oneself',
    'objects.ts',
    'if (this.appendedBy[key] !== transaction) this.update',
    'this.update',
  ),
  mutant(
    'no lost updates',
    'objects.ts',
    "else\n      this.findings.add('lost-update'",
    "else if (version < 0)\n      this.findings.add('lost-update'",
  ),
  mutant(
    'any two updates',
    'objects.ts',
    '(this.firstVersions[key] as number) + version',
    '(this.firstVersions[key] as number)',
  ),
  mutant('no read without one’s own', 'objects.ts', 'position === NONE || position >= length', 'false'),
  mutant('no read of one’s own before', 'objects.ts', 'position !== NONE && position < length', 'false'),
  mutant('no intermediate reads', 'objects.ts', 'if (next === NONE || writer', 'if (next !== -2 || writer'),
  mutant('the middle of one’s own', 'objects.ts', 'writer === reader || ', ''),
  // Time.
  mutant('nothing is stale', 'in-order.ts', 'else this.stale(', 'else if (key < 0) this.stale('),
  mutant(
    'nothing is reordered',
    'in-order.ts',
    'if (target >= 0) this.reordered(',
    'if (target >= 0) void (',
  ),
  mutant(
    'what is read is not known',
    'in-order.ts',
    'if (length <= (this',
    'if (!isAppend || length <= (this',
  ),
  mutant(
    'what is appended is not known',
    'in-order.ts',
    'if (length <= (this',
    'if (isAppend || length <= (this',
  ),
  mutant('one value too little is not stale', 'in-order.ts', '(isAppend ? 1 : 0)', '0'),
  mutant('before, at equal times of processes', 'in-order.ts', '< start)', '<= start)'),
  mutant('within processes nothing is known', 'in-order.ts', 'sweep.ends(transaction);', ''),
  mutant(
    'processes know what others knew',
    'in-order.ts',
    'if (history.processes.at(transaction) !== process) sweep.forget();',
    '',
  ),
  mutant('unknown ones are over', 'in-order.ts', 'if (history.outcomes.at(transaction) !== OK) return;', ''),
  mutant('runs of time are not merged', 'timeline.ts', 'while (ends.length > 1)', 'while (ends.length > 9)'),
  mutant('the later one first', 'timeline.ts', '<= (keys[from[right]', '> (keys[from[right]'),
];
