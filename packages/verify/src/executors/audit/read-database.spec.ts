import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { rustSecAdvisory } from '../../testing/advisories.js';
import { osvForm, readDatabase, rustSecForm, type DatabaseForm } from './read-database.js';

const newFolder = temporaryFolders();
let folder: string;
beforeEach(() => {
  folder = newFolder();
});

function add(name: string, content: string): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const limits = { files: 20, depth: 3, fileBytes: 2000 };
const read = (form: DatabaseForm = rustSecForm, keep = true) =>
  readDatabase(folder, form, () => keep, new AbortController().signal, limits);

test('reads the advisories of a clone, and nothing else that is in it', async () => {
  add(
    'crates/time/RUSTSEC-2020-0071.md',
    rustSecAdvisory('RUSTSEC-2020-0071', 'time', '2020-11-18'),
  );
  add('rust/std/RUSTSEC-2026-0009.md', rustSecAdvisory('RUSTSEC-2026-0009', 'std', '2026-10-02'));
  add('README.md', 'Not an advisory');
  add('.git/objects/RUSTSEC-2021-0001.md', 'Not an advisory');
  const database = await read();
  expect(database).toMatchObject({ advisories: 2, newest: '2026-10-02' });
  expect(database.relevant.map(({ id }) => id).sort()).toEqual([
    'RUSTSEC-2020-0071',
    'RUSTSEC-2026-0009',
  ]);
  expect(await read(rustSecForm, false)).toMatchObject({ advisories: 2, relevant: [] });
});

test('attack: an empty or another folder is not "no advisories"', async () => {
  add('README.md', 'Not an advisory');
  const error = await statixErrorOf(read());
  expect(error.code).toBe('STATIX_AUDIT_DATABASE');
  expect(error.what).toContain('There is no advisory of RustSec');
});

test('fault: a folder that is not there', async () => {
  folder = join(folder, 'missing');
  expect((await statixErrorOf(read())).code).toBe('STATIX_AUDIT_DATABASE');
});

test('attack: one advisory that cannot be read leaves no answer', async () => {
  add('good.json', '{"id":"A-1","modified":"2026-01-01T00:00:00Z"}');
  add('broken.json', '{');
  add('large.json', `{"id":"A-2","modified":"2026-01-01T00:00:00Z","x":"${'x'.repeat(2000)}"}`);
  symlinkSync('/etc/passwd', join(folder, 'link.json'));
  const error = await statixErrorOf(read(osvForm));
  expect(error.what).toContain('3 advisories of OSV');
  expect(error.excerpt.join('\n')).toMatch(/broken\.json is no record of OSV/);
  expect(error.excerpt.join('\n')).toMatch(/large\.json is not read/);
  expect(error.excerpt.join('\n')).toMatch(/link\.json is not read: It is a link/);
});

test('attack: neither width nor depth of a folder is without end, and no link leads out of it', async () => {
  add('good.json', '{"id":"A-1","modified":"2026-01-01T00:00:00Z"}');
  symlinkSync('.', join(folder, 'again'));
  expect(await read(osvForm)).toMatchObject({ advisories: 1 });
  add('1/2/3/4/deep.json', '{}');
  expect((await statixErrorOf(read(osvForm))).what).toContain('deeper than 3 folders');
  for (let index = 0; index < 20; index += 1) add(`${index}.txt`, '');
  expect((await statixErrorOf(read(osvForm))).what).toMatch(/more than 20 entries|deeper than 3/);
});

test('fault: is ended by the signal', async () => {
  add('good.json', '{"id":"A-1","modified":"2026-01-01T00:00:00Z"}');
  const aborted = AbortSignal.abort(new Error('ended'));
  await expect(readDatabase(folder, osvForm, () => true, aborted, limits)).rejects.toThrow('ended');
});
