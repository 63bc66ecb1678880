// What came of a step on one store.

export type Outcome =
  | { readonly kind: 'answer'; readonly value: unknown }
  | Refusal
  /** An error that no store may throw: a bug of the store, whatever the others did. */
  | { readonly kind: 'crash'; readonly text: string };

export interface Refusal {
  readonly kind: 'error';
  /** What of it is compared (`refusal` of the definition). */
  readonly refusal: string;
  readonly code: string | null;
  readonly text: string;
  /** Of a program that broke: how. */
  readonly reason: string;
}
