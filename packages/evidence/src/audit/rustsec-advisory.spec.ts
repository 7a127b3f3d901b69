import { readRustSecAdvisory } from './rustsec-advisory.js';

/** As rustsec/advisory-db has RUSTSEC-2020-0071. */
const advisory = (changes: { advisory?: string; rest?: string; body?: string } = {}) => `\`\`\`toml
[advisory]
id = "RUSTSEC-2020-0071"
package = "time"
date = "2020-11-18"
url = "https://github.com/time-rs/time/issues/293"
categories = ["code-execution", "memory-corruption"]
keywords = ["segfault"]
aliases = ["CVE-2020-26235", "GHSA-wcg3-cvx6-7396"]
cvss = "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:H"
${changes.advisory ?? ''}

${changes.rest ?? ''}
[versions]
patched = [">=0.2.23"]
unaffected = ["=0.2.0", "<0.1.0"]
\`\`\`

${changes.body ?? '# Potential segfault in the time crate\n\n### Impact\n'}`;

const read = (text: string) => readRustSecAdvisory(text, 'crates/time/RUSTSEC-2020-0071.md');

test('says which versions are affected, and what the text is called', () => {
  const { date, advisories } = read(advisory());
  expect(date).toBe('2020-11-18');
  expect(advisories).toMatchObject([
    {
      id: 'RUSTSEC-2020-0071',
      aliases: ['CVE-2020-26235', 'GHSA-wcg3-cvx6-7396'],
      kind: 'vulnerability',
      title: 'Potential segfault in the time crate',
      fixed: ['>=0.2.23'],
      package: { ecosystem: 'crates.io', name: 'time' },
    },
  ]);
  const affected = ['0.0.9', '0.1.45', '0.2.0', '0.2.22', '0.2.23', '0.3.0'].filter((version) =>
    advisories[0]!.affects(version),
  );
  expect(affected).toEqual(['0.1.45', '0.2.22']);
});

test('what is no version is affected: nobody knows that it is not', () => {
  expect(read(advisory()).advisories[0]!.affects('main')).toBe(true);
});

test.each([
  ['informational = "unmaintained"', 'informational'],
  ['', 'vulnerability'],
])('%j is %s', (line, kind) => {
  expect(read(advisory({ advisory: line })).advisories[0]!.kind).toBe(kind);
});

test('an advisory of the standard library is of std, and not of a crate of that name', () => {
  const { advisories } = read(advisory({ advisory: 'collection = "rust"' }));
  expect(advisories[0]!.package.ecosystem).toBe('rust');
});

test.each([
  [{ advisory: 'withdrawn = "2021-01-01"' }],
  [{ rest: '[affected]\nos = ["windows"]' }],
  [{ rest: '[affected]\narch = ["aarch64"]' }],
])('says nothing of a program for x86_64 Linux: %j', (changes) => {
  expect(read(advisory(changes))).toEqual({ date: '2020-11-18', advisories: [] });
});

test('is read where it names Linux or x86_64 among others, and with carriage returns', () => {
  const rest =
    '[affected]\nos = ["linux", "macos"]\narch = ["x86_64"]\nfunctions = { "time::now" = ["<0.2"] }';
  expect(read(advisory({ rest }).replaceAll('\n', '\r\n')).advisories).toHaveLength(1);
});

test.each([
  ['no fence', 'id = "RUSTSEC-2020-0071"'],
  ['no end of the fence', '```toml\n[advisory]\n'],
  ['no TOML', '```toml\n[advisory\n```\n'],
  [
    'no versions',
    '```toml\n[advisory]\nid = "RUSTSEC-2020-0071"\npackage = "a"\ndate = "2020-01-01"\n```\n',
  ],
  ['no requirement', advisory().replace('>=0.2.23', 'everything')],
  ['no date', advisory().replace('2020-11-18', 'yesterday')],
  ['an id of another kind', advisory().replace('RUSTSEC-2020-0071', '../../x')],
])('attack: %s is an error and never "not affected"', (_, text) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({ code: 'STATIX_ADVISORY_INVALID' }) as Error,
  );
});
