// When something happened in a session, as the clock of whoever stamped it spells it.

import fc from 'fast-check';
import { appTimestamp } from '../../contract/instant.ts';

/** The UI, the app at its four resolutions, or some caller. */
export type ClockSpelling = 'ui' | 'app' | 'mixed';

/** Once it is known when the session started. */
export type Moment = (startMs: number) => string;

/** Some minutes behind the start, and a few more, in the spelling of whoever stamps it. */
export function aMoment(spelling: ClockSpelling, minutes = 0): fc.Arbitrary<Moment> {
  const later = fc.nat(5 * 60_000).map((ms) => minutes * 60_000 + ms);
  const byUi = later.map(
    (ms): Moment =>
      (startMs) =>
        new Date(startMs + ms).toISOString(),
  );
  if (spelling === 'ui') return byUi;
  // The app's clock prints the shortest exact fraction: none, milli-, micro- or nanoseconds.
  const fraction = fc.tuple(fc.constantFrom(0, 3, 6, 9, 9), fc.nat(99_999_999)).map(([digits, drawn]) =>
    digits === 0
      ? ''
      : `.${String(drawn)
          .padStart(8, '0')
          .slice(0, digits - 1)}7`,
  );
  const byApp = fc.tuple(later, fraction).map(
    ([ms, digits]): Moment =>
      (startMs) => {
        const wholeMs = startMs + ms - ((startMs + ms) % 1000);
        return appTimestamp(wholeMs).replace('+00:00', `${digits}+00:00`);
      },
  );
  if (spelling === 'app') return byApp;
  return fc.oneof(
    byUi,
    byApp,
    byUi.map(
      (moment): Moment =>
        (startMs) =>
          moment(startMs).replace(/\.\d+Z$/, '+09:00'),
    ),
    byUi.map(
      (moment): Moment =>
        (startMs) =>
          moment(startMs).slice(0, 10),
    ),
  );
}
