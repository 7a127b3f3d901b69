import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnosis } from '@statix/contract';
import { diagnoseLog, type DiagnosisContext } from '../index.js';

/** A remedy that cannot be followed is worse than none: what it names has to be there. */
const folder = join(__dirname, 'fixtures');
const diagnose = (name: string, context: DiagnosisContext = {}): Diagnosis[] =>
  diagnoseLog(readFileSync(join(folder, name), 'utf8'), context);
const snippets = (diagnoses: readonly Diagnosis[]): string[] =>
  diagnoses.flatMap(({ remedies }) => remedies.flatMap(({ snippet }) => snippet ?? []));

const libc = { name: 'libc', version: '0.2.100' };

describe('commands of cargo', () => {
  test('fault: name only crates that are locked, whatever the log', () => {
    for (const name of readdirSync(folder)) {
      const said = snippets(diagnose(name, { locked: [libc] })).join('\n');
      const specs = [...said.matchAll(/^.*cargo (?:update|tree)(?: --\S+| all)*(.*)$/gm)].flatMap(
        ([, specs = '']) => specs.split(' ').filter((word) => word !== ''),
      );
      expect([name, specs.filter((spec) => spec !== 'libc@0.2.100')]).toEqual([name, []]);
    }
  });

  test('fault: getrandom is not updated where only libc is locked', () => {
    const update = (locked: DiagnosisContext['locked']) =>
      snippets(
        diagnose('glibc-large-file.lld.log', { ...(locked === undefined ? {} : { locked }) }),
      ).filter((snippet) => snippet.startsWith('cargo'));
    expect(update([libc])).toEqual(['cargo update libc@0.2.100']);
    expect(update([libc, { name: 'getrandom', version: '0.2.8' }])).toEqual([
      'cargo update libc@0.2.100 getrandom@0.2.8',
    ]);
    // Releases that do not call them any more are not the cause.
    expect(update([{ name: 'libc', version: '0.2.180' }])).toEqual([]);
    expect(update(undefined)).toEqual([]);
  });

  test('another version of the crate that the registry does not have as it is locked', () => {
    const locked = [{ name: 'webpki-roots', version: '1.0.11' }];
    expect(snippets(diagnose('locked-version-missing.cargo.log', { locked }))).toEqual([
      'cargo update webpki-roots@1.0.11 --precise <version>',
    ]);
  });

  test('fault: each of two locked releases is named as one', () => {
    const locked = ['0.59.2', '0.69.5'].map((version) => ({ name: 'bindgen', version }));
    expect(snippets(diagnose('bindgen-too-old.panic.log', { locked })).join('\n')).toMatch(
      /--invert bindgen@0\.59\.2\n.*--invert bindgen@0\.69\.5/,
    );
  });

  test('name the manifest of a workspace that is not at the root of the repository', () => {
    const at = (manifest: string) =>
      snippets(diagnose('lockfile-out-of-date.locked.log', { manifest }))[0];
    expect(at('Cargo.toml')).toBe('cargo update --workspace');
    expect(at('rust/Cargo.toml')).toBe('cargo update --workspace --manifest-path rust/Cargo.toml');
  });
});

test('fault: reqwest 0.13 is not told a feature of 0.12', () => {
  const locked = (version: string) => ({ locked: [{ name: 'reqwest', version }] });
  const said = (context: DiagnosisContext) =>
    JSON.stringify(diagnose('openssl-not-found.1.log', context));
  expect(said(locked('0.12.28'))).toContain('rustls-tls');
  expect(said(locked('0.13.5'))).not.toContain('rustls-tls');
  expect(said({ locked: [] })).not.toContain('reqwest');
});

describe('variables to remove', () => {
  test('fault: are those that are set, and none where none is', () => {
    const said = (names: string[]) =>
      JSON.stringify(diagnose('openssl-not-found.1.log', { environment: new Set(names) }));
    expect(said(['OPENSSL_DIR', 'GREETING'])).toContain('Remove OPENSSL_DIR from `environment`');
    expect(said(['PKG_CONFIG_PATH'])).toContain('Remove PKG_CONFIG_PATH from');
    expect(said(['GREETING'])).not.toContain('Remove');
  });

  test('fault: every diagnosis has a remedy where no variable is set', () => {
    for (const name of readdirSync(folder))
      for (const { id, remedies } of diagnose(name, { environment: new Set(), locked: [] }))
        expect([name, id, remedies.length > 0]).toEqual([name, id, true]);
  });
});

test.each([['credentials-missing.named.log'], ['credentials-rejected.cargo.log']])(
  '%s: the remedies name the registry',
  (name) => {
    const log = readFileSync(join(folder, name), 'utf8').replaceAll('corp`', 'corp-two`');
    const said = JSON.stringify(diagnoseLog(log)[0]?.remedies);
    expect(said).toContain('[registries.corp-two]');
    expect(said).toContain('CARGO_REGISTRIES_CORP_TWO_TOKEN');
  },
);
