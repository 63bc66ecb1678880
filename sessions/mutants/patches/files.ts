// Bugs in the stores of session files, and in what makes their writes durable.

import { inFile, type Patch } from '../patch.ts';

export const FILES_PATCHES: readonly Patch[] = [
  ...inFile('impl-json/faithful-files.ts', 'sequences', [
    [
      'file-not-cut',
      'a shorter file keeps the end of the longer one',
      'constants.O_CREAT | constants.O_TRUNC',
      'constants.O_CREAT',
    ],
  ]),
  ...inFile('impl-json/file-codec.ts', 'sequences', [
    ['first-part-kept', 'a part that becomes the first one keeps its comma', 'written[0] = BRACKET;', ''],
    [
      'known-by-length',
      'a file of the same length counts as unchanged',
      'known !== NOTHING && known.bytes.equals(bytes)',
      'known !== NOTHING && known.bytes.length === bytes.length',
    ],
    [
      'parts-shifted',
      'parts behind a change are taken from where they stood before',
      '...known.ends.slice(last).map((end) => end + shift)',
      '...known.ends.slice(last)',
    ],
  ]),
  ...inFile('impl-json/session-file.ts', 'sequences', [
    [
      'text-as-latin',
      'text beyond ASCII is read as Latin-1',
      "return bytes.toString('utf8');",
      "return bytes.toString('latin1');",
    ],
  ]),
  ...inFile('impl-json/safe-files.ts', 'two connections', [
    [
      'foreign-write-undone',
      'a transaction does not tell of what another program wrote meanwhile',
      'if (!this.writeUnlessChanged(target, changed.list, snapshot)) throw foreignWrite(file);',
      'this.writeUnlessChanged(target, changed.list, snapshot);',
    ],
  ]),
  ...inFile('impl-json/replace-file.ts', 'two connections', [
    [
      'not-looked-again',
      'a file is replaced whatever it has become since it was read',
      'if (!isCurrent(file, before)) return undefined;',
      '',
    ],
    [
      'rename-without-sync',
      'a file takes its place before its bytes are on the disk',
      'fsyncSync(descriptor);',
      '',
      { check: 'power cuts' },
    ],
  ]),
  ...inFile('files/publish.ts', 'power cuts', [
    [
      'name-not-synced',
      'the new name of a file is not on the disk when it is acknowledged',
      'renameSync(temporary, path);\n  syncDirectory(dirname(path));',
      'renameSync(temporary, path);',
    ],
  ]),
  ...inFile('files/directory.ts', 'power cuts', [
    [
      'first-folder-not-synced',
      'folders that were made for the first file are not on the disk',
      'while (directory.length >= topmost.length) {',
      'while (directory.length > topmost.length) {',
      { check: 'power cuts' },
    ],
  ]),
];
