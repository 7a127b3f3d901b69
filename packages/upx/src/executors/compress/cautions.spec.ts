import { join } from 'node:path';
import { openElf } from '@statix/elf';
import { cautions } from './cautions.js';

const fixtures = join(__dirname, '../../../../elf/fixtures');

async function of(fixture: string, sections: readonly string[] = [], beside: string[] = []) {
  const { elf } = await openElf(join(fixtures, fixture));
  const named = sections.map((name) => ({
    ...{ name, type: 1, address: 0n, offset: 0n, size: 1n, link: 0 },
  }));
  const table = { state: 'read', sections: named, comments: [], auditable: undefined } as const;
  return cautions({ name: 'app', elf: { ...elf, notes: [], sections: table } }, beside);
}

test('says nothing of a program that loses nothing', async () => {
  expect(await of('static-pie')).toEqual([]);
});

test('the dependency list is lost, and whether an SBOM takes its place', async () => {
  expect(await of('static-pie', ['.dep-v0'])).toEqual([
    'the dependency list that scanners read (.dep-v0) is not in the packed file; no SBOM lies beside it',
  ]);
  expect(await of('static-pie', ['.dep-v0'], ['app.cdx.json'])).toEqual([
    expect.stringContaining('app.cdx.json is beside it'),
  ]);
});

test.each(['.symtab', '.debug_info'])('names in backtraces are lost with %s', async (section) => {
  expect(await of('static-pie', [section])).toEqual([expect.stringContaining('backtraces')]);
});

test('a build ID is in the manifest', async () => {
  const { elf } = await openElf(join(fixtures, 'static-pie'));
  const note = { offset: 1, name: 'GNU', type: 3, descriptor: Buffer.from('abcd', 'hex') };
  const withId = { ...elf, notes: [note], sections: { state: 'absent' } as const };
  expect(cautions({ name: 'app', elf: withId }, [])).toEqual([
    'its build ID abcd is not in the packed file; it is in app.compress.json, for who looks for debug information',
  ]);
});
