import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { Terminal } from '@statix/engine';
import { BuildWorkspace } from '../../testing/build-workspace.js';
import { cargoWorkspace, crate, mainFile } from '../../testing/hostile-crates.js';

jest.setTimeout(10 * 60 * 1000);

let workspace: BuildWorkspace;

beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  workspace = await BuildWorkspace.create({
    ...cargoWorkspace(['app', 'lib']),
    ...crate('app', { 'src/main.rs': mainFile }),
    ...crate('lib', { 'src/lib.rs': 'pub fn one() -> u8 { 1 }\n' }),
  });
});

afterAll(async () => {
  await workspace.remove();
  jest.restoreAllMocks();
});

/** A terminal that somebody types in when it says something. */
function typist(lines: readonly string[]) {
  const input = Object.assign(new PassThrough(), { raw: [] as boolean[], setRawMode });
  function setRawMode(raw: boolean) {
    input.raw.push(raw);
  }
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk: Buffer) => {
    if (shown === '') for (const line of lines) input.write(`${line}\r`);
    shown += chunk.toString();
  });
  let listeners = 0;
  const terminal: Terminal = {
    input,
    output,
    size: () => ({ columns: 93, rows: 41 }),
    onResize: () => {
      listeners += 1;
      return () => (listeners -= 1);
    },
  };
  return { terminal, raw: input.raw, shown: () => shown, listeners: () => listeners };
}

test('a shell has the terminal until it ends, and the terminal is then as before', async () => {
  const { terminal, raw, shown, listeners } = typist([
    'tty',
    // The size is told when the program runs already.
    'until [ "$(stty size)" = "41 93" ]; do :; done; echo si""zed',
    'cat Cargo.toml',
    'exit 3',
  ]);
  await workspace.shell('app', {}, terminal);
  expect(shown()).toContain('/dev/pts/0');
  expect(shown()).toContain('sized');
  expect(shown()).toContain('[workspace]');
  expect(raw).toEqual([true, false]);
  expect(listeners()).toBe(0);
});

test('fault: a shell is stopped, and its terminal is as before', async () => {
  const { terminal, raw, listeners } = typist(['sleep 1000']);
  const stop = new AbortController();
  const shell = workspace.shell('app', {}, terminal, stop.signal);
  const stopped = expect(shell).rejects.toThrow('enough');
  await once(terminal.output, 'data');
  stop.abort(new Error('enough'));
  await stopped;
  expect(raw).toEqual([true, false]);
  expect(listeners()).toBe(0);
});

test('an edit in one shell is in no later one, what it compiled included', async () => {
  const edit = 'echo "fn main() { println!(\\"edited\\"); }" > crates/app/src/main.rs';
  const run = 'cargo run --quiet --offline';
  expect(await workspace.command('app', `${edit} && ${run}`)).toBe('edited\n');
  expect(await workspace.command('app', run)).toBe('hello\n');
});

test('a library has a shell, too: its own files, and nothing of its neighbours', async () => {
  const shown = await workspace.command('lib', 'cat crates/lib/src/lib.rs; cargo build --offline');
  expect(shown).toContain('pub fn one');
  expect(shown).toContain('Finished');
  const neighbour = 'cat crates/app/src/main.rs || echo "nothing of it"';
  expect(await workspace.command('lib', neighbour)).toContain('nothing of it');
});
