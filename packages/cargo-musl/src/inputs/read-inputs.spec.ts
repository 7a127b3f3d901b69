import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { readInput } from './open-input.js';
import { digestInputs, readInputs } from './read-inputs.js';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-inputs-')));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src/main.rs'), 'fn main() {}');
  writeFileSync(join(root, 'run.sh'), '#!/bin/sh');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test('content, digest, mode by content', async () => {
  writeFileSync(join(root, 'tool'), '\x7fELF…', 'latin1');
  const [main, script, tool] = await readInputs(root, ['src/main.rs', 'run.sh', 'tool']);
  expect(main).toMatchObject({ path: 'src/main.rs', executable: false });
  expect(main!.content.toString()).toBe('fn main() {}');
  expect(main!.sha256).toBe('ef32637cb9c3ec2e3968c9cbdf26a5e9c172be94f88af533e14bd43f892d5297');
  expect(script).toMatchObject({ path: 'run.sh', executable: true });
  expect(tool).toMatchObject({ executable: true });
});

test('fault: a mode that Nx does not hash reaches the build', async () => {
  const before = await readInputs(root, ['src/main.rs', 'run.sh']);
  chmodSync(join(root, 'run.sh'), 0o600);
  chmodSync(join(root, 'src/main.rs'), 0o755);
  const after = await readInputs(root, ['src/main.rs', 'run.sh']);
  expect(after.map(({ executable }) => executable)).toEqual([false, true]);
  expect(digestInputs(after)).toBe(digestInputs(before));
});

test('the digest depends on content and path', async () => {
  const before = digestInputs(await readInputs(root, ['src/main.rs', 'run.sh']));
  const fewer = digestInputs(await readInputs(root, ['src/main.rs']));
  writeFileSync(join(root, 'src/main.rs'), 'fn main(){ }');
  const content = digestInputs(await readInputs(root, ['src/main.rs', 'run.sh']));
  expect(new Set([before, fewer, content]).size).toBe(3);
});

test('a file that vanished is named', async () => {
  await expect(readInputs(root, ['gone.rs'])).rejects.toMatchObject({
    code: 'STATIX_INPUT_UNREADABLE',
    what: 'gone.rs cannot be read',
  });
});

describe('links', () => {
  beforeEach(() => {
    mkdirSync(join(root, 'shared'));
    writeFileSync(join(root, 'shared/data.txt'), 'one');
    writeFileSync(join(root, '.env'), 'TOKEN=secret');
  });

  test('one to another input is the file it leads to', async () => {
    symlinkSync('src/main.rs', join(root, 'link.rs'));
    const [link, main] = await readInputs(root, ['link.rs', 'src/main.rs']);
    expect(link!.sha256).toBe(main!.sha256);
    expect(link!.path).toBe('link.rs');
  });

  test('fault: a link to a file of the workspace that is no input is staged and not hashed', async () => {
    symlinkSync('../shared/data.txt', join(root, 'src/data.txt'));
    await expect(readInputs(root, ['src/data.txt'])).rejects.toMatchObject({
      code: 'STATIX_INPUT_LINK',
      what: 'src/data.txt is a link to shared/data.txt, which is no input of this build',
      remedies: [{ snippet: expect.stringContaining('extraInputs = ["shared/data.txt"]') }, {}],
    });
    const [link] = await readInputs(root, ['src/data.txt', 'shared/data.txt']);
    expect(link!.content.toString()).toBe('one');
  });

  test('attack: a link brings a secret that no hash covers into the build', async () => {
    mkdirSync(join(root, '.git'));
    writeFileSync(join(root, '.git/config'), 'extraheader = AUTHORIZATION: basic secret');
    for (const target of ['.env', '.git/config']) {
      symlinkSync(join(root, target), join(root, 'src/link'));
      await expect(readInputs(root, ['src/link'])).rejects.toMatchObject({
        code: 'STATIX_INPUT_LINK',
      });
      rmSync(join(root, 'src/link'));
    }
  });

  test('attack: a chain of links leads out of the workspace', async () => {
    symlinkSync('/etc/hostname', join(root, 'shared/out'));
    symlinkSync('../shared/out', join(root, 'src/out'));
    await expect(readInputs(root, ['src/out', 'shared/out'])).rejects.toMatchObject({
      code: 'STATIX_INPUT_OUTSIDE',
    });
  });

  test('attack: a folder of the path is a link to another folder', async () => {
    symlinkSync('/etc', join(root, 'src/etc'));
    symlinkSync('../shared', join(root, 'src/shared'));
    await expect(readInputs(root, ['src/etc/hostname'])).rejects.toMatchObject({
      code: 'STATIX_INPUT_OUTSIDE',
    });
    await expect(readInputs(root, ['src/shared/data.txt'])).rejects.toMatchObject({
      code: 'STATIX_INPUT_LINK',
    });
  });

  test('attack: a file becomes a link to a secret between the check and the reading', async () => {
    const swap = (): boolean => {
      rmSync(join(root, 'shared/data.txt'));
      symlinkSync('../.env', join(root, 'shared/data.txt'));
      return true;
    };
    symlinkSync('../shared/data.txt', join(root, 'src/data.txt'));
    await expect(readInput(root, 'src/data.txt', swap)).rejects.toMatchObject({
      code: 'STATIX_INPUT_UNREADABLE',
      why: expect.stringContaining('ELOOP'),
    });
  });

  test('attack: a link is turned to another file between the check and the reading', async () => {
    const swap = (): boolean => {
      rmSync(join(root, 'src/data.txt'));
      symlinkSync('../.env', join(root, 'src/data.txt'));
      return true;
    };
    symlinkSync('../shared/data.txt', join(root, 'src/data.txt'));
    await expect(readInput(root, 'src/data.txt', swap)).rejects.toMatchObject({
      code: 'STATIX_INPUT_CHANGED',
    });
  });
});

test('attack: an input is a pipe that nobody writes to', async () => {
  execaSync('mkfifo', [join(root, 'src/pipe')]);
  await expect(readInputs(root, ['src/pipe'])).rejects.toMatchObject({
    code: 'STATIX_INPUT_UNREADABLE',
    why: 'it is not a regular file',
  });
});
