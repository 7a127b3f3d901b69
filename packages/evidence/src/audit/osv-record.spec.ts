import { readOsvRecord } from './osv-record.js';

type Json = Record<string, unknown>;

const record = (affected: Json[], changes: Json = {}): string =>
  JSON.stringify({
    schema_version: '1.7.0',
    id: 'DEBIAN-CVE-2023-45853',
    modified: '2025-11-20T10:15:30.123456Z',
    published: '2023-10-14T02:15:00Z',
    upstream: ['CVE-2023-45853'],
    details: 'MiniZip in zlib through 1.3 has an integer overflow.\nMore of it.',
    affected,
    ...changes,
  });

const debian = (events: Json[], changes: Json = {}): Json => ({
  package: { ecosystem: 'Debian:13', name: 'zlib', purl: 'pkg:deb/debian/zlib?arch=source' },
  ranges: [{ type: 'ECOSYSTEM', events }],
  ...changes,
});

const read = (text: string) => readOsvRecord(text, 'record.json');
const affected = (text: string, versions: string[]) =>
  versions.filter((version) => read(text).advisories.some((one) => one.affects(version)));

test('a record of Debian is about a source package of a release', () => {
  const { date, advisories } = read(record([debian([{ introduced: '0' }, { fixed: '1:1.3-1' }])]));
  expect(date).toBe('2025-11-20');
  expect(advisories).toMatchObject([
    {
      id: 'DEBIAN-CVE-2023-45853',
      aliases: ['CVE-2023-45853'],
      title: 'MiniZip in zlib through 1.3 has an integer overflow.',
      fixed: ['1:1.3-1'],
      package: { ecosystem: 'Debian', name: 'zlib' },
      release: 'Debian:13',
    },
  ]);
});

test.each([
  ['fixed', [{ introduced: '0' }, { fixed: '1.3-1' }], ['1.0', '1.3~rc1', '1.3-1~deb13u1']],
  ['never fixed', [{ introduced: '0' }], ['1.0', '1.3~rc1', '1.3-1~deb13u1', '1.3-1', '2.0']],
  [
    'last affected',
    [{ introduced: '1.3~rc1' }, { last_affected: '1.3-1' }],
    ['1.3~rc1', '1.3-1~deb13u1', '1.3-1'],
  ],
  [
    'twice',
    [{ introduced: '0' }, { fixed: '1.1' }, { introduced: '1.3-1' }, { fixed: '2.0' }],
    ['1.0', '1.3-1'],
  ],
  [
    'in any order',
    [{ fixed: '2.0' }, { introduced: '1.3-1' }, { fixed: '1.1' }, { introduced: '0' }],
    ['1.0', '1.3-1'],
  ],
  ['up to a limit', [{ introduced: '0' }, { limit: '1.3-1' }], ['1.0', '1.3~rc1', '1.3-1~deb13u1']],
])('%s', (_, events, expected) => {
  const versions = ['1.0', '1.3~rc1', '1.3-1~deb13u1', '1.3-1', '2.0'];
  expect(affected(record([debian(events)]), versions)).toEqual(expected);
});

test('what is listed by name is affected without a range', () => {
  const listed = { package: { ecosystem: 'Debian:13', name: 'zlib' }, versions: ['1.2', '1.4'] };
  expect(affected(record([listed]), ['1.2', '1.3', '1.4'])).toEqual(['1.2', '1.4']);
});

test('crates are ordered as SemVer has it', () => {
  const crate = {
    package: { ecosystem: 'crates.io', name: 'time' },
    ranges: [{ type: 'SEMVER', events: [{ introduced: '0.0.0-0' }, { fixed: '0.2.10' }] }],
  };
  expect(affected(record([crate]), ['0.2.9', '0.2.10', '0.2.10-rc.1'])).toEqual([
    '0.2.9',
    '0.2.10-rc.1',
  ]);
});

test('attack: a version that cannot be ordered is affected', () => {
  expect(affected(record([debian([{ introduced: '0' }, { fixed: '<none>' }])]), ['9'])).toEqual([
    '9',
  ]);
  expect(
    affected(record([debian([{ introduced: '0' }, { fixed: '1' }])]), ['not a version']),
  ).toEqual(['not a version']);
});

test.each([
  ['withdrawn', record([debian([{ introduced: '0' }])], { withdrawn: '2025-01-01T00:00:00Z' })],
  [
    'of another ecosystem',
    record([{ package: { ecosystem: 'npm', name: 'zlib' }, versions: ['1'] }]),
  ],
  [
    'of commits alone',
    record([debian([], { ranges: [{ type: 'GIT', events: [{ introduced: '0' }] }] })]),
  ],
  ['of no package', record([{ ranges: [] }])],
  ['without affected', record([], { affected: undefined })],
])('a record %s affects nothing', (_, text) => {
  expect(affected(text, ['1.0'])).toEqual([]);
});

test.each([
  [{ ecosystem_specific: { urgency: 'unimportant' } }, 'informational'],
  [{ ecosystem_specific: { urgency: 'high' } }, 'vulnerability'],
  [{ database_specific: { informational: 'unmaintained' } }, 'informational'],
  [{ database_specific: null, ecosystem_specific: null }, 'vulnerability'],
])('%j is %s', (changes, kind) => {
  expect(read(record([debian([{ introduced: '0' }], changes)])).advisories[0]!.kind).toBe(kind);
});

test.each([
  ['no JSON', '{'],
  ['no id', record([], { id: undefined })],
  ['a date that is none', record([], { modified: 'yesterday' })],
  [
    'ranges that are none',
    record([{ package: { ecosystem: 'Debian', name: 'a' }, ranges: 'all' }]),
  ],
])('attack: %s is an error and never "not affected"', (_, text) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ code: 'STATIX_ADVISORY_INVALID' }) as Error,
  );
});
