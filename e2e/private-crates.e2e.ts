import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SparseRegistry } from '../packages/cargo-musl/src/testing/sparse-registry';
import { sharedRegistry } from './harness/registry';
import { rustWorkspace } from './harness/rust-workspace';
import type { Workspace } from './harness/workspace';

jest.setTimeout(15 * 60 * 1000);

const token = 'Bearer e2e-t0ken-41d7';

const registry = sharedRegistry();
let corp: SparseRegistry;
let workspace: Workspace;

beforeAll(async () => {
  corp = await SparseRegistry.start(token);
  const locked = await corp.publish('corp-words', '1.0.0', 'pub const WORD: &str = "private";\n');
  workspace = await rustWorkspace('private-crates', registry);
  workspace.write({
    'crates/corp/Cargo.toml':
      '[package]\nname = "corp"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\ncorp-words = { version = "1", registry = "corp" }\n',
    'crates/corp/src/main.rs': 'fn main() { println!("{}", corp_words::WORD); }\n',
  });
  workspace.edit(
    'Cargo.lock',
    (text) =>
      `${text}${locked}\n[[package]]\nname = "corp"\nversion = "0.1.0"\ndependencies = [\n "corp-words",\n]\n`,
  );
  await workspace.commit('a private crate');
});

afterAll(async () => {
  await corp?.stop();
});

test('attack: a token is neither in what Nx keeps nor in what it prints', async () => {
  const env = {
    CARGO_REGISTRIES_CORP_INDEX: corp.index,
    CARGO_REGISTRIES_CORP_TOKEN: token,
    NO_PROXY: '*',
    no_proxy: '*',
  };
  const output = await workspace.nxSucceeds(['run', 'corp:static'], { env });
  expect(corp.requests.at(-1)?.authorization).toBe(token);
  const cached = await workspace.nxSucceeds(['run', 'corp:static'], { env: {} });
  // Its hash does not know of the token, nor whether there is one.
  expect(cached).toContain('[local cache]');
  const kept = [output, cached, ...textsBelow(workspace.root)].join('\n');
  expect(kept).not.toContain('e2e-t0ken');
});

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : textsBelow(path);
    return entry.isFile() ? [readFileSync(path, 'latin1')] : [];
  });
}
