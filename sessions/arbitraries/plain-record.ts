// Records with their keys in the order given, on ordinary objects; a key whose value is undefined is left out. What `fc.record`
// does as well, at half its cost: the sessions of a history are most of what it costs to make one.

import fc from 'fast-check';

type Shape<T> = { readonly [K in keyof T]: fc.Arbitrary<T[K]> };

export const plainRecord = <T extends object>(shape: Shape<T>): fc.Arbitrary<T> => new PlainRecord(shape);

/** The values of the fields, for shrinking one after the other. */
type Fields = readonly fc.Value<unknown>[];

class PlainRecord<T extends object> extends fc.Arbitrary<T> {
  private readonly fields: readonly (readonly [name: string, arbitrary: fc.Arbitrary<unknown>])[];

  constructor(shape: Shape<T>) {
    super();
    this.fields = Object.entries(shape);
  }

  generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    return this.built(this.fields.map(([, arbitrary]) => arbitrary.generate(random, bias)));
  }

  private built(values: Fields): fc.Value<T> {
    const record: Record<string, unknown> = {};
    for (let index = 0; index < values.length; index++) {
      const value = values[index]?.value;
      if (value !== undefined) record[this.fields[index]?.[0] as string] = value;
    }
    return new fc.Value(record as T, values);
  }

  canShrinkWithoutContext(_value: unknown): _value is T {
    return false;
  }

  shrink(_record: T, values: Fields | undefined): fc.Stream<fc.Value<T>> {
    return fc.stream(this.smaller(values ?? []));
  }

  private *smaller(values: Fields): Generator<fc.Value<T>> {
    for (const [index, [, arbitrary]] of this.fields.entries()) {
      const value = values[index];
      if (value === undefined) return;
      for (const simpler of arbitrary.shrink(value.value, value.context))
        yield this.built(values.with(index, simpler));
    }
  }
}
