// A Merkle tree hash in the shape of RFC 6962, section 2.1: leaves and nodes hashed under different prefixes, so that
// no node can pass for a leaf; a list splits at the largest power of two below its length. Only the root is kept, so
// memory is logarithmic in the leaves. Not here: proofs that a leaf is in a tree.

import { createHash } from 'node:crypto';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** A complete subtree: its hash and the number of its leaves, a power of two. */
interface Subtree {
  readonly hash: Buffer;
  readonly leaves: number;
}

export class MerkleTree {
  /** From left to right, each smaller than the one before. */
  private readonly subtrees: Subtree[] = [];

  /** Adds a leaf behind the others. */
  add(data: Uint8Array): void {
    let grown: Subtree = { hash: sha256(LEAF, data), leaves: 1 };
    for (let last = this.subtrees.at(-1); last?.leaves === grown.leaves; last = this.subtrees.at(-1)) {
      grown = { hash: sha256(NODE, last.hash, grown.hash), leaves: 2 * grown.leaves };
      this.subtrees.pop();
    }
    this.subtrees.push(grown);
  }

  /** 64 hex digits; for no leaves the SHA-256 of nothing. */
  root(): string {
    const joined = this.subtrees
      .map(({ hash }) => hash)
      .reduceRight<Buffer | undefined>(
        (right, left) => (right === undefined ? left : sha256(NODE, left, right)),
        undefined,
      );
    return (joined ?? sha256()).toString('hex');
  }
}

/** The root over session digests, each given as 64 hex digits and hashed as its 32 bytes. */
export function rootOfDigests(digests: Iterable<string>): string {
  const tree = new MerkleTree();
  for (const digest of digests) tree.add(Buffer.from(digest, 'hex'));
  return tree.root();
}

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
