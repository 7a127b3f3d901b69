import { execaSync } from 'execa';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate } from '../../testing/hostile-crates.js';

jest.setTimeout(5 * 60 * 1000);

test('what [patch] leads to is no member, and its dev-dependencies are not in the lock', async () => {
  const root = cargoWorkspace([], '');
  const workspace = await BuildWorkspace.create({
    'Cargo.toml': `${root['Cargo.toml']}[patch.crates-io]\nitoa = { path = "vendor/itoa" }\n`,
    ...crate(
      'app',
      { 'src/main.rs': 'fn main() { println!("{}", itoa::word()); }\n' },
      '[dependencies]\nitoa = "1"\n',
    ),
    'vendor/itoa/Cargo.toml':
      '[package]\nname = "itoa"\nversion = "1.0.99"\nedition = "2021"\n[dev-dependencies]\nshlex = "1"\n',
    'vendor/itoa/src/lib.rs': 'pub fn word() -> &\'static str { "patched" }\n',
  });
  try {
    execaSync('cargo', ['generate-lockfile'], { cwd: workspace.root });
    expect(await workspace.build('app')).toHaveLength(1);
    const built = 'dist/static/app/x86_64-unknown-linux-musl/release/app';
    expect(execaSync(`${workspace.root}/${built}`).stdout).toBe('patched');
  } finally {
    await workspace.remove();
  }
});
