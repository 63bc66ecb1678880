// The workflows and the action as data, and what the official parser of GitHub has to say of them: its schema, and every
// expression with the names that it may use.

import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './run-tool.ts';

// The package is written for a bundler: it imports JSON without saying that it is.
const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier.endsWith('.json')
      ? { ...next(specifier, context), importAttributes: { type: 'json' } }
      : next(specifier, context),
});
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await import(
  '@actions/workflow-parser'
);
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');
hooks.deregister();

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  /** Absent of one that is another workflow. */
  readonly steps?: readonly Step[];
  readonly uses?: string;
}

export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

interface Parsed<T> {
  readonly value: T;
  readonly errors: readonly string[];
}

export const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

export async function workflowOf(name: string, content: string): Promise<Parsed<Workflow>> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  // Finds what the schema cannot say, such as a job that needs one that is not there.
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return { value: plain(value) as Workflow, errors: errorsOf(context) };
}

export function actionOf(name: string, content: string): Parsed<Action> {
  const { context, value } = parseAction({ name, content }, new NoOperationTraceWriter());
  return { value: plain(value) as Action, errors: errorsOf(context) };
}

type Context = ReturnType<typeof parseWorkflow>['context'];

const errorsOf = (context: Context): string[] => context.errors.getErrors().map(({ message }) => message);

/** Of the parser's tree: sequences, mappings, scalars, and expressions as they are written. */
function plain(token: unknown): unknown {
  const json = JSON.parse(JSON.stringify(token ?? null)) as unknown;
  return unwrapped(json);
}

function unwrapped(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  if ('seq' in node) return (node.seq as unknown[]).map(unwrapped);
  if ('map' in node) {
    const entries = node.map as { readonly Key: unknown; readonly Value: unknown }[];
    return Object.fromEntries(entries.map(({ Key, Value }) => [String(unwrapped(Key)), unwrapped(Value)]));
  }
  if ('expr' in node) return `\${{ ${String(node.expr)} }}`;
  return node;
}
