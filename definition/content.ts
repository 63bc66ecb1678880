// What a store holds, as its definition tells it.

import { StoreError } from '../contract/errors.ts';
import type { Definition } from './definition.ts';
import type { Surroundings } from './place.ts';

/** To be told apart from other contents. Rejects as {@link contentIn} does. */
export const contentTextIn = async <Store>(...of: Parameters<typeof contentIn<Store>>): Promise<string> =>
  JSON.stringify(await contentIn(...of));

/** Rejects with E_USAGE when there is none: stores that are compared by nothing are always the same. */
export async function contentIn<Store>(
  definition: Pick<Definition<Store>, 'content'>,
  store: Store,
  surroundings: Surroundings,
): Promise<unknown> {
  const content = await definition.content(store, surroundings);
  if (content !== undefined) return content;
  throw new StoreError(
    'E_USAGE',
    'The `content` of the definition returned undefined: nothing that the stores hold can be compared. Let it return all that ' +
      'a store holds.',
  );
}
