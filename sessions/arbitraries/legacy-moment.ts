// When something happened in a session, as the clock of whoever stamped it spells it.

import fc from 'fast-check';
import { appTimestamp } from '../../contract/instant.ts';

/** The UI, the app at its four resolutions, or some caller. */
export type ClockSpelling = 'ui' | 'app' | 'mixed';

const MINUTE_MS = 60_000;

/** The app's clock prints the shortest exact fraction: none, milli-, micro- or nanoseconds. */
const fraction = fc
  .tuple(fc.constantFrom(0, 3, 6, 9, 9), fc.nat(99_999_999))
  .map(([digits, drawn]) => (digits === 0 ? '' : `.${`${drawn}`.padStart(8, '0').slice(0, digits - 1)}7`));

/** So many minutes after a time, and up to `span` more. */
export function aMoment(
  spelling: ClockSpelling,
  fromMs: number,
  { minutes = 0, span = 5 } = {},
): fc.Arbitrary<string> {
  const at = fc.nat(span * MINUTE_MS).map((ms) => fromMs + minutes * MINUTE_MS + ms);
  const byUi = at.map((ms) => new Date(ms).toISOString());
  if (spelling === 'ui') return byUi;
  const byApp = fc
    .tuple(at, fraction)
    .map(([ms, digits]) => appTimestamp(ms - (ms % 1000)).replace('+00:00', `${digits}+00:00`));
  if (spelling === 'app') return byApp;
  return fc.oneof(
    byUi,
    byApp,
    byUi.map((text) => text.replace(/\.\d+Z$/, '+09:00')),
    byUi.map((text) => text.slice(0, 10)),
  );
}
