import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeJson } from '../contract/json-text.ts';
import { freezeSession } from '../contract/session.ts';
import { sampleSession } from '../sessions/suite/sample.ts';
import { KnownEqual } from './known-equal.ts';

const areEqual = (left: unknown, right: unknown): boolean => new KnownEqual().areEqual(left, right);

test('values are the same only when their texts are', () => {
  const json = fc.jsonValue();
  fc.assert(
    fc.property(json, json, (left, right) => !areEqual(left, right) || writeJson(left) === writeJson(right)),
  );
  fc.assert(
    fc.property(json, (value) => areEqual(value, structuredClone(value)) || writeJson(value).includes('-0')),
  );
});

test('one value changed anywhere in a session is seen', () => {
  const session = sampleSession('a');
  expect(areEqual([session], [structuredClone(session)])).toBe(true);
  for (const key of Object.keys(session) as (keyof typeof session)[]) {
    expect(areEqual([session], [{ ...session, [key]: 'another' }])).toBe(false);
  }
  const message = { id: 'm', role: 'user', content: 'said', timestamp: 't', instanceId: null };
  const spoken = { ...session, chatHistory: [message] };
  expect(areEqual(spoken, { ...session, chatHistory: [{ ...message, content: 'another' }] })).toBe(false);
});

test('what only the texts can decide is left to them', () => {
  expect(areEqual({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(false);
  expect(areEqual({ a: 5 }, { a: 5n })).toBe(false);
  expect(areEqual([], {})).toBe(false);
  expect(areEqual(new Date(0), new Date(1))).toBe(false);
});

test('what can still change is compared every time', () => {
  const known = new KnownEqual();
  const model = freezeSession(sampleSession('a'));
  const open = structuredClone(model);
  expect(known.areEqual(model, open)).toBe(true);
  Object.assign(open, { task: 'changed meanwhile' });
  expect(known.areEqual(model, open)).toBe(false);
});

test('a frozen record with something in it that is not is compared every time', () => {
  const known = new KnownEqual();
  const message = { id: 'm', role: 'user', content: 'said', timestamp: 't', instanceId: null };
  const model = freezeSession({ ...sampleSession('a'), chatHistory: [{ ...message }] });
  const shallow = Object.freeze({ ...model, chatHistory: Object.freeze([message]) });
  expect(known.areEqual(model, shallow)).toBe(true);
  message.content = 'changed meanwhile';
  expect(known.areEqual(model, shallow)).toBe(false);
});

test('a frozen session that was found the same is told from another one', () => {
  const known = new KnownEqual();
  const model = freezeSession(sampleSession('a'));
  const same = freezeSession(structuredClone(model));
  expect(known.areEqual([model], [same])).toBe(true);
  expect(known.areEqual([model], [same])).toBe(true);
  expect(known.areEqual([model], [freezeSession({ ...structuredClone(model), task: 'other' })])).toBe(false);
});
