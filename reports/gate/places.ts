// Where what was judged stands in a text of its owner's: nobody parses a module to find a line, so the line is looked for.

/** The line of a target in a targets file or a definition, by its id; undefined where it is not written out. */
export const targetLine = (text: string, id: string): number | undefined =>
  lineOf(text, ID, id) ?? lineOf(text, ID, id.replace(/-\d+$/, ''));

/** `id: 'x'` and `"id": "x"`. */
const ID = /\bid["']?\s*:\s*(["'`])(?<name>.*?)\1/g;

/** The line of the workload of that name, a key or a constant. Operations are often called the same, and stand above. */
export function workloadLine(text: string, name: string): number | undefined {
  const start = Math.max(0, text.search(/\bworkloads\b["']?\s*[:=]/));
  const within = lineOf(text.slice(start), KEY, name);
  return within === undefined ? undefined : within + lineAt(text, start) - 1;
}

const KEY = /(?<=^|[\s{,])(["']?)(?<name>[^\s"'`(){}[\],:=]+)\1\s*[:(=]/g;

function lineOf(text: string, pattern: RegExp, name: string): number | undefined {
  const found = [...text.matchAll(pattern)].find(({ groups }) => groups?.name === name);
  return found === undefined ? undefined : lineAt(text, found.index);
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;
