// The certificate as a user meets it: written by a verified migration, shown, checked, and part of the deepest look.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPhase, writePhase } from '../migrate/live/phase-file.ts';
import { generatedHome } from './generated-home.ts';
import { migrateHere, treeDigest } from './run-tool.ts';

/** `path`: of the certificate; `file`: relative to the home, one with sessions that the app wrote. */
function walk() {
  const { home, files, run } = generatedHome({ seed: 7, sessions: 30 });
  const file = files.find(({ what }) => what.startsWith('two records of one id'))?.file ?? '';
  return { home, path: join(home, '.ait42', 'migration', 'certificate.json'), file, run };
}

test('a verified migration says the root and the place of its certificate, and the same again changes nothing', async () => {
  const { home, path, run } = walk();
  const first = await run('migrate', '--yes');
  const root = /content root ([0-9a-f]{64})/.exec(first.stdout)?.[1];
  expect(first.stdout).toContain(`Certificate: ${path}`);
  expect(first.exitCode).toBe(6);
  const before = treeDigest(join(home, '.ait42', 'migration'));
  const second = await run('migrate', '--yes');
  expect(second.stdout).toContain(`Certificate, unchanged: ${path}`);
  expect(second.stdout).toContain(root);
  expect(treeDigest(join(home, '.ait42', 'migration'))).toBe(before);
  const shown = await run('certificate', 'show');
  expect(shown.stdout).toContain(root);
  expect(shown.stdout).toMatch(/sessions +(\d+) read = \1 imported \+ 0 unchanged \+ 0 aside \+ 0 refused/);
  expect(shown.exitCode).toBe(0);
  const checked = await run('certificate', 'check');
  expect(checked.stdout).toMatch(new RegExp(`^Certificate holds: .*${root}`));
  expect(checked.exitCode).toBe(0);
});

test('a home that does not verify, or a part of one, gets no certificate', async () => {
  const { home, path, file, run } = walk();
  const hash = /([0-9a-f]{16})\.json$/.exec(file)?.[1] ?? '';
  await run('migrate', '--yes', '--hash', hash);
  expect(existsSync(path)).toBe(false);
  expect((await run('certificate', 'check')).exitCode).toBe(4);
  writeFileSync(join(home, file), '[]');
  expect((await run('migrate', '--yes')).exitCode).toBe(10);
  expect(existsSync(path)).toBe(false);
});

test('a changed file, a changed certificate and a damaged database are found with exit code 11', async () => {
  const { home, path, file, run } = walk();
  await run('migrate', '--yes');
  const source = readFileSync(join(home, file), 'utf8');
  writeFileSync(join(home, file), source.replace('"task": "', '"task": "x'));
  const changed = await run('certificate', 'check');
  expect(changed.stdout).toContain(`file: ${file}, record 0, session `);
  expect(changed.stderr).toContain('exit code 11');
  expect(changed.exitCode).toBe(11);
  writeFileSync(join(home, file), source);

  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"createdAt": "2', '"createdAt": "3'));
  const forged = await run('certificate', 'check', '--json');
  expect(JSON.parse(forged.stdout)).toMatchObject({
    verb: 'certificate check',
    exitCode: 11,
    result: { isMatch: false, findings: [{ part: 'certificate' }] },
  });
  const shown = await run('certificate', 'show');
  expect(shown.stderr).toContain('E_CERTIFICATE, exit code 11');
  expect(shown.exitCode).toBe(11);
  writeFileSync(path, text);

  writeFileSync(join(home, '.ait42', 'sessions.db'), 'no database at all, but long enough to be looked at');
  const broken = await run('certificate', 'check');
  expect(broken.stdout).toContain('database: ');
  expect(broken.exitCode).toBe(11);
});

test('the deepest verification writes every file again and checks the certificate, and tells what differs', async () => {
  const { home, path, file, run } = walk();
  await run('migrate', '--yes');
  const sound = await run('verify', '--deep');
  expect(sound.stdout).toMatch(
    /Verified: [^\n]*\nWritten again from the database alone: \d+ files byte for byte, 0 not\.\n/,
  );
  expect(sound.stdout).toContain('Certificate holds: ');
  expect(sound.exitCode).toBe(0);
  const source = readFileSync(join(home, file), 'utf8');
  writeFileSync(join(home, file), `${source}\n`);
  const spaced = await run('verify', '--deep', '--json');
  expect(JSON.parse(spaced.stdout)).toMatchObject({
    exitCode: 3,
    result: { isVerified: false, filesNotRewritten: [file], certificate: { isMatch: false } },
  });
  writeFileSync(join(home, file), source);
  writeFileSync(path, readFileSync(path, 'utf8').replace('0', '1'));
  expect((await run('verify', '--deep')).exitCode).toBe(11);
});

test('a later migration keeps the earlier certificate beside the new one', async () => {
  const { home, path, run } = walk();
  await run('migrate', '--yes');
  const earlier = readFileSync(path);
  writeFileSync(join(home, '.ait42/sessions/0123456789abcdef.json'), '[]');
  const { stdout } = await run('migrate', '--yes');
  expect(stdout).toContain('Certificate: ');
  const folder = join(home, '.ait42', 'migration', 'certificates');
  const [name = ''] = readdirSync(folder);
  expect(readFileSync(join(folder, name))).toEqual(earlier);
  expect((await run('certificate', 'check', '--file', join(folder, name))).exitCode).toBe(11);
  expect((await run('certificate', 'check')).exitCode).toBe(0);
});

test('a session file that is gone is found by every check, certified by none, and comes back', async () => {
  const { home, path, file, run } = walk();
  await run('migrate', '--yes');
  const [bytes, certificate] = [readFileSync(join(home, file)), readFileSync(path)];
  const hash = /([0-9a-f]{16})\.json$/.exec(file)?.[1] ?? '';
  rmSync(join(home, file));
  const verified = await run('verify');
  expect(verified.stdout).toMatch(/NOT verified: 1 difference\./);
  expect(verified.stdout).toMatch(
    new RegExp(`${file}: the file is gone, .* \\d+ sessions? of workspace ${hash}`),
  );
  expect(verified.exitCode).toBe(3);
  expect((await run('doctor')).stdout).toMatch(
    new RegExp(`WARNING  files: ${file}: the file is gone.*\n.*reconcile --hash ${hash} --from sqlite`),
  );
  expect((await run('certificate', 'check')).stdout).toContain(`file: ${file}: it is neither in its place`);
  expect((await run('migrate', '--yes')).exitCode).toBe(3);
  expect(readFileSync(path)).toEqual(certificate);
  await run('reconcile', '--hash', hash, '--from', 'sqlite', '--yes');
  expect(readFileSync(join(home, file))).toEqual(bytes);
  expect((await run('certificate', 'check')).exitCode).toBe(0);
});

test('after archive the certificate still holds, and a migration with nothing to do leaves it', async () => {
  const { home, path, file, run } = walk();
  await run('migrate', '--yes');
  const certificate = readFileSync(path);
  writePhase(home, readPhase(home), 'sqlite');
  expect((await run('archive', '--yes')).exitCode).toBe(0);
  expect(existsSync(join(home, file))).toBe(false);
  expect((await run('certificate', 'check')).exitCode).toBe(0);
  const again = await run('migrate', '--yes');
  expect(again.stdout).toMatch(
    /Certificate, unchanged: .*\n.*\n {2}It stays as it is: "archive" moved \d+ files/,
  );
  expect(readFileSync(path)).toEqual(certificate);
  const other = await migrateHere(['certificate', 'show', '--file', join(home, '.ait42', 'sessions.db')]);
  expect(other.stderr).toContain('is no certificate of a migration');
  expect(other.exitCode).toBe(4);
});
