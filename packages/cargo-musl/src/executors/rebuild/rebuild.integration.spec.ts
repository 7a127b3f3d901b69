import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate, withBuildScript } from '../../testing/hostile-crates.js';

jest.setTimeout(15 * 60 * 1000);

const names = ['same', 'dated', 'placed', 'hosted'];

/** A program that prints what its build script found. */
const printing = { 'src/main.rs': 'fn main() { println!("made {}", env!("FOUND")); }\n' };

const kept = (name: string) => `dist/rebuild/${name}/x86_64-unknown-linux-musl/release`;

let workspace: BuildWorkspace;
let out: string;
let err: string;

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  const built = (name: string, body: string) => ({
    ...withBuildScript(name, body),
    ...crate(name, printing),
  });
  workspace = await BuildWorkspace.create({
    ...cargoWorkspace(names),
    // What it is compiled from names files, in panics and in its debug information.
    ...crate('same', {
      'src/main.rs': `fn main() { println!("{} {}", file!(), std::env::args().nth(1).expect("one")); }\n`,
      'build.rs': `fn main() { println!("cargo:rustc-env=DATE={}", std::env::var("SOURCE_DATE_EPOCH").unwrap()); }\n`,
    }),
    ...built(
      'dated',
      `let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
       println!("cargo:rustc-env=FOUND={}", now.as_secs());`,
    ),
    ...crate('placed', {
      'src/main.rs': 'fn main() { println!("{}", env!("CARGO_MANIFEST_DIR")); }\n',
    }),
    ...built(
      'hosted',
      `let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
       println!("cargo:rustc-env=FOUND={}", name.trim());`,
    ),
  });
});

beforeEach(() => {
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(() => workspace.remove());

test('a program that names files and has a date of its own has the same bytes', async () => {
  await workspace.build('same');
  expect([await workspace.rebuildAsTask('same'), err]).toEqual([{ success: true }, '']);
  expect(out).toMatch(
    /^same is reproducible: .+ the clock 401 days later {2}sha256 [0-9a-f]{64}$/m,
  );
  expect(existsSync(join(workspace.root, kept('same')))).toBe(false);
});

test.each([
  ['dated', /likely cause is a time: the build has '1\d{9}' at/, /the rebuild '1\d{9}' at 0x/],
  ['placed', /cause is a path: .+'\/built-elsewhere\/workspace'/, /sha256/],
  ['hosted', /cause is the host name: .+'another-host'/, /sha256/],
])('%s has other bytes, and the cause is named', async (name, cause, shown) => {
  await workspace.build(name);
  expect(await workspace.rebuildAsTask(name)).toEqual({ success: false });
  expect(err.match(/^STATIX_\w+/gm)).toEqual(['STATIX_NOT_REPRODUCIBLE']);
  expect(err).toMatch(cause);
  expect(err).toMatch(shown);
  expect(err).toMatch(/first difference of \w+: section '\.\w+', offset 0x/);
  rmSync(join(workspace.root, 'dist/rebuild'), { recursive: true });
});
