// Whether two answers are the same value, without making texts of them, and without comparing twice what can no longer
// change: most of a long list is the same objects, time after time.
//
// It says yes only where the canonical texts are equal for certain: the same keys in the same order, plain objects only.
// Everything else (another order of keys, 5 and 5n, an object with a prototype of its own) it leaves to the texts.

/** Of two values: not known to be the same; the same now; the same for ever, because both are frozen throughout. */
type Sameness = typeof DIFFERENT | typeof SAME | typeof SAME_FOR_EVER;
const DIFFERENT = 0;
const SAME = 1;
const SAME_FOR_EVER = 2;

export class KnownEqual {
  /** Of a record, the one on the other side that it was last found to be the same as, for ever. */
  private readonly partners = new WeakMap<object, object>();

  /** False: not known; the canonical texts decide. Both made of plain JSON, bigint included. */
  areEqual(left: unknown, right: unknown): boolean {
    return this.compare(left, right) !== DIFFERENT;
  }

  private compare(left: unknown, right: unknown): Sameness {
    if (!isObject(left) || !isObject(right)) {
      return Object.is(left, right) && !hasNoText(left) ? SAME_FOR_EVER : DIFFERENT;
    }
    if (this.partners.get(left) === right) return SAME_FOR_EVER;
    const found = Array.isArray(left) ? this.compareLists(left, right) : this.compareRecords(left, right);
    return found === SAME_FOR_EVER && !(Object.isFrozen(left) && Object.isFrozen(right)) ? SAME : found;
  }

  private compareLists(left: readonly unknown[], right: object): Sameness {
    if (!Array.isArray(right) || left.length !== right.length) return DIFFERENT;
    let all: Sameness = SAME_FOR_EVER;
    for (let index = 0; index < left.length && all !== DIFFERENT; index++) {
      all = least(all, this.compare(left[index], right[index]));
    }
    return all;
  }

  private compareRecords(left: Json, right: Json): Sameness {
    if (!isPlain(left) || !isPlain(right)) return DIFFERENT;
    const keys = Object.keys(left);
    const others = Object.keys(right);
    let all: Sameness = keys.length === others.length ? SAME_FOR_EVER : DIFFERENT;
    let holdsObjects = false;
    for (let index = 0; index < keys.length && all !== DIFFERENT; index++) {
      const key = keys[index] as string;
      all = key === others[index] ? least(all, this.compare(left[key], right[key])) : DIFFERENT;
      holdsObjects ||= isObject(left[key]);
    }
    // A record of texts and numbers is compared as fast as it is looked up.
    if (holdsObjects && all === SAME_FOR_EVER && Object.isFrozen(left) && Object.isFrozen(right))
      this.partners.set(left, right);
    return all;
  }
}

type Json = Record<string, unknown>;

const hasNoText = (value: unknown): boolean => typeof value === 'function' || typeof value === 'symbol';

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** As JSON has it: what a prototype adds (toJSON) could make another text of it. */
const isPlain = (value: object): boolean => Object.getPrototypeOf(value) === Object.prototype;

const least = (left: Sameness, right: Sameness): Sameness => (left < right ? left : right);
