import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { MerkleTree, rootOfDigests } from './merkle.ts';

/** The definition of RFC 6962, as it is written there. */
function rootByDefinition(leaves: readonly Buffer[]): Buffer {
  const sha256 = (...parts: readonly Buffer[]): Buffer =>
    createHash('sha256').update(Buffer.concat(parts)).digest();
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0]!);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(
    Buffer.of(1),
    rootByDefinition(leaves.slice(0, split)),
    rootByDefinition(leaves.slice(split)),
  );
}

const rootOf = (leaves: readonly Buffer[]): string => {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
};

test('the root is that of the definition in RFC 6962, for every number of leaves up to 130', () => {
  for (let count = 0; count <= 130; count++) {
    const leaves = Array.from({ length: count }, (_, index) => Buffer.from(`leaf ${index}`));
    expect(rootOf(leaves)).toBe(rootByDefinition(leaves).toString('hex'));
  }
});

test('known answers: no leaf, the empty leaf, and the eight leaves of the Certificate Transparency vectors', () => {
  const vectors = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657'];
  const last = '606162636465666768696a6b6c6d6e6f';
  expect(rootOf([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(rootOf([Buffer.alloc(0)])).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  expect(rootOf([...vectors, last].map((hex) => Buffer.from(hex, 'hex')))).toBe(
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  );
});

test('order, repeats and the number of digests all change the root', () => {
  const [one = '', two = ''] = ['1', '2'].map((digit) => digit.repeat(64));
  const roots = [[], [one], [two], [one, two], [two, one], [one, one], [one, two, two]].map(rootOfDigests);
  expect(new Set(roots).size).toBe(roots.length);
});
