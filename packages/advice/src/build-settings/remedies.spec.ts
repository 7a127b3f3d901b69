import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import type { Finding } from '@statix/contract';
import { repositoryFiles } from '@statix/cargo';
import {
  packageToml,
  removeTemporaryRepositories,
  temporaryRepository,
} from '@statix/cargo/testing/temporary-repository';
import { diagnoseCrates } from '../native-crates/diagnose-package.js';
import { diagnoseSettings } from './diagnose-settings.js';

/** Each remedy is followed to the letter; afterwards the doctor has nothing to say of it. */
afterAll(removeTemporaryRepositories);

function repositoryOf(content: Record<string, string>) {
  const { root, read } = temporaryRepository({
    'Cargo.toml': packageToml('app'),
    'src/main.rs': 'fn main() {}\n',
    ...content,
  });
  const findings = (profile = 'release'): Finding[] => {
    const repository = read();
    const input = {
      repository,
      files: repositoryFiles(root),
      package: repository.packages[0]!,
      triple: 'x86_64-unknown-linux-musl',
      offer: {
        libraries: new Set<string>(),
        tools: new Set<string>(),
        rustVersion: '1.96.0',
        environment: new Set<string>(),
      },
    };
    return [
      ...diagnoseSettings({ ...input, rustflags: [], environment: {}, profile }),
      ...diagnoseCrates({
        ...input,
        request: { features: [], defaultFeatures: true, allFeatures: false },
      }).findings.map(({ finding }) => finding),
    ];
  };
  return { root, findings };
}

const snippetOf = (findings: readonly Finding[], code: string): string => {
  const found = findings.find((finding) => finding.code === code)?.remedies[0]?.snippet;
  if (found === undefined) throw new Error(`${code} is not found, or has no lines`);
  return found;
};
const lock = 'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\n';
/** What a user types, run by a cargo that asks no registry. */
const type = (command: string, cwd: string): void => {
  const [program = '', ...args] = command.split(' ');
  execaSync(program, args, { cwd, env: { CARGO_NET_OFFLINE: 'true' } });
};

test('no-lockfile', () => {
  const { root, findings } = repositoryOf({});
  type(snippetOf(findings(), 'no-lockfile'), root);
  expect(findings()).toEqual([]);
});

test('lockfile-out-of-date', () => {
  const { root, findings } = repositoryOf({ 'Cargo.lock': 'version = 4\n' });
  type(snippetOf(findings(), 'lockfile-out-of-date'), root);
  expect(findings()).toEqual([]);
});

test('profile-missing', () => {
  const { root, findings } = repositoryOf({ 'Cargo.lock': lock });
  const lines = snippetOf(findings('small'), 'profile-missing');
  appendFileSync(join(root, 'Cargo.toml'), `\n${lines}\n`);
  expect(findings('small')).toEqual([]);
});

test('shared-crate-type', () => {
  const section = '[lib]\ncrate-type = ["dylib"]';
  const { root, findings } = repositoryOf({
    'Cargo.toml': packageToml('app', `${section}\n`),
    'src/lib.rs': '',
    'Cargo.lock': lock,
  });
  const path = join(root, 'Cargo.toml');
  const lines = snippetOf(findings(), 'shared-crate-type');
  writeFileSync(path, readFileSync(path, 'utf8').replace(section, lines));
  expect(findings().filter(({ severity }) => severity !== 'note')).toEqual([]);
});
