import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { execaSync } from 'execa';
import { openElf } from '@statix/elf';
import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { filesOf } from '../../testing/files-of.js';
import { bridgeAddress } from '../../testing/bridge-address.js';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate, mainFile, withBuildScript } from '../../testing/hostile-crates.js';

jest.setTimeout(10 * 60 * 1000);

/** A thread as C makes it, without attributes, whose function needs a MiB of stack. */
const thread = `use std::{ffi::c_void, hint::black_box, ptr};

extern "C" {
    fn pthread_create(id: *mut usize, how: *const c_void, start: extern "C" fn(*mut c_void) -> *mut c_void, with: *mut c_void) -> i32;
    fn pthread_join(id: usize, result: *mut *mut c_void) -> i32;
}

extern "C" fn start(_: *mut c_void) -> *mut c_void {
    let mut room = [0u8; 1 << 20];
    black_box(&mut room);
    println!("had a MiB");
    ptr::null_mut()
}

fn main() {
    let mut id = 0;
    unsafe {
        assert_eq!(pthread_create(&mut id, ptr::null(), start, ptr::null_mut()), 0);
        pthread_join(id, ptr::null_mut());
    }
}
`;

const registry = 'registry+https://github.com/rust-lang/crates.io-index';

const places = ['written.rs', 'src/main.rs', '../new', '/workspace/new', '/workspace/Cargo.toml'];

let workspace: BuildWorkspace;
beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  const names = ['app', 'asks', 'lib', 'needs', 'thread', 'writes'];
  const files = cargoWorkspace(
    names,
    `\n[[package]]\nname = "missing-crate"\nversion = "1.0.0"\nsource = "${registry}"\nchecksum = "${'0'.repeat(64)}"\n`,
  );
  workspace = await BuildWorkspace.create({
    ...files,
    'Cargo.lock': (files['Cargo.lock'] ?? '').replace(
      'name = "needs"\nversion = "0.1.0"\n',
      'name = "needs"\nversion = "0.1.0"\ndependencies = ["missing-crate"]\n',
    ),
    ...crate('app', { 'src/main.rs': mainFile }),
    ...withBuildScript(
      'writes',
      `for place in ${JSON.stringify(places)} {
           let mut file = fs::OpenOptions::new();
           let done = file.append(true).create(true).open(place).is_ok();
           println!("cargo:warning={place}: {done}");
       }`,
    ),
    ...crate('thread', { 'src/main.rs': thread }),
    ...crate('lib', {
      'src/lib.rs': 'pub const WORD: &str = "lib";\n',
      'examples/show.rs': 'fn main() { println!("shows {}", lib::WORD); }\n',
    }),
    ...crate('needs', { 'src/main.rs': mainFile }, '[dependencies]\nmissing-crate = "1"\n'),
    ...withBuildScript(
      'asks',
      `println!("cargo:rerun-if-changed=build.rs");
       let address = std::env::var("ASKED").unwrap();
       match std::net::TcpStream::connect(address) {
         Ok(_) => println!("cargo:warning=connected"),
         Err(error) => println!("cargo:warning=refused {error}"),
       }`,
    ),
  });
});
afterAll(async () => {
  await workspace.remove();
});

const folder = (project: string) =>
  join(workspace.root, `dist/static/${project}/x86_64-unknown-linux-musl/release`);
const run = (project: string, name = project) =>
  execaSync(join(folder(project), name), { reject: false });

test('threadStackSize: a thread of C has 2 MiB, and what is asked for', async () => {
  await workspace.build('thread');
  expect(run('thread')).toMatchObject({ exitCode: 0, stdout: 'had a MiB' });
  await workspace.build('thread', { threadStackSize: 131072 });
  expect(run('thread')).toMatchObject({ signal: 'SIGSEGV', stdout: '' });
  await workspace.build('thread', { threadStackSize: 8388608 });
  expect(run('thread')).toMatchObject({ exitCode: 0, stdout: 'had a MiB' });
});

test('splitDebug: the file beside the binary is of that binary, and says file and line', async () => {
  const [manifest] = await workspace.build('thread', { splitDebug: 'line-tables-only' });
  expect(manifest?.debug).toMatchObject({ name: 'thread.debug', buildId: expect.any(String) });
  expect(readdirSync(folder('thread')).sort()).toEqual(
    [...filesOf('thread'), 'thread.debug'].sort(),
  );
  expect(run('thread')).toMatchObject({ exitCode: 0, stdout: 'had a MiB' });
  const inFolder = (command: string, ...args: string[]) =>
    execaSync('docker', [
      ...['run', '--rm', '--network', 'none', '--volume', `${folder('thread')}:/p:ro`],
      ...['--workdir', '/p', '--entrypoint', command, workspace.identity.reference, ...args],
    ]).stdout;
  expect(inFolder('llvm-readelf', '--sections', 'thread')).not.toContain('.debug_info');
  const main = /^([0-9a-f]+) . \S*thread4main/m.exec(inFolder('llvm-nm', 'thread'))?.[1] ?? '';
  // It finds the file by the program's .gnu_debuglink, and takes it for its build ID.
  const place = inFolder('llvm-symbolizer', '--obj=thread', `0x${main}`);
  expect(place).toContain('/source/crates/thread/src/main.rs:');
  await workspace.build('thread');
  expect(readdirSync(folder('thread')).sort()).toEqual(filesOf('thread'));
});

test('strip: symbols are in the binary, or not', async () => {
  await workspace.build('app', { strip: 'none' });
  const whole = statSync(join(folder('app'), 'app')).size;
  await workspace.build('app', { strip: 'symbols' });
  expect(statSync(join(folder('app'), 'app')).size).toBeLessThan(whole * 0.8);
});

test('auditable: the program holds its crates, with other options too', async () => {
  await workspace.build('lib', { examples: true, auditable: true, strip: 'symbols' });
  const { sections } = (await openElf(join(folder('lib'), 'show'))).elf;
  expect(sections).toMatchObject({
    state: 'read',
    sections: expect.arrayContaining([expect.objectContaining({ name: '.dep-v0' })]),
  });
});

test('examples: those of a library are programs', async () => {
  const built = await workspace.build('lib', { examples: ['show'] });
  expect(built.map(({ binary }) => binary.name)).toEqual(['show']);
  expect(run('lib', 'show').stdout).toBe('shows lib');
});

test('offline: nothing is fetched, and what is missing is said', async () => {
  const before = workspace.reported.length;
  const error = await statixErrorOf(workspace.build('needs', { offline: true }));
  expect(error.code).toBe('STATIX_CRATES_MISSING');
  expect(workspace.reported.slice(before).join('\n')).not.toContain('Fetching');
});

test('attack: a build script writes beside its sources: in sourceMode exact it cannot, also where it has before', async () => {
  const lines: string[] = [];
  const written = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => (lines.push(String(text)), true));
  try {
    for (const sourceMode of ['copy', 'exact', 'copy'] as const) {
      lines.length = 0;
      await workspace.build('writes', { sourceMode });
      const said = lines.join('').match(/: (true|false)$/gm) ?? [];
      // Also in a target folder in which the script has run before.
      expect([sourceMode, said]).toEqual([
        sourceMode,
        places.map(() => (sourceMode === 'copy' ? ': true' : ': false')),
      ]);
    }
  } finally {
    written.mockRestore();
  }
});

test('attack: a build script asks a server: it is there for buildNetwork alone, and that is said', async () => {
  let connections = 0;
  const server = createServer().on('connection', () => (connections += 1));
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const environment = { ASKED: `${bridgeAddress()}:${port}` };
    const [closed] = await workspace.build('asks', { environment });
    expect([connections, closed?.network]).toEqual([0, undefined]);
    const before = workspace.reported.length;
    const [open] = await workspace.build('asks', { environment, buildNetwork: true });
    expect([connections, open?.network]).toEqual([1, true]);
    expect(workspace.reported.slice(before).join('\n')).toContain('WITH A NETWORK');
  } finally {
    server.close();
  }
});
