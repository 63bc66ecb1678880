// What a peer's module must offer to be a contestant. Its packages are its own business: nothing outside `adapters/`
// knows them.

import type { SessionStore, StoreOptions } from '../../contract/store.ts';

export interface Place {
  /** Belongs to the contestant alone; made before it is opened, kept between openings. */
  readonly directory: string;
  /** Which of the module's settings; null for its default. The names in the registry say which there are. */
  readonly setting: string | null;
}

export interface Adapter {
  /** Errors of the library may come out as they are. */
  openStore(place: Place, options: StoreOptions): Promise<SessionStore>;
}
