// What each entry of the package imports first: on a Node that is too old an import is to end in a sentence. Later modules
// use what such a Node lacks as they are evaluated, and the database driver kills it.

import zlib from 'node:zlib';

// The youngest part of Node that is needed: in 22.15, and in 23.8.
if (zlib.zstdCompressSync === undefined)
  throw new Error(
    `storeproof needs Node 22.15 or newer (of Node 23, 23.8), this is ${process.version}. Nothing was loaded or changed: run your program with a newer Node.`,
  );
