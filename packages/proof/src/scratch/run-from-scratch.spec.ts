import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { asUpload } from '@statix/engine';
import { errorOf } from '@statix/contract/testing/expect-error';
import { imageFacts, stubEngine } from '@statix/engine/testing/stub-engine';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { runFromScratch, scratchSpec } from './run-from-scratch.js';

const newFolder = temporaryFolders();
const request = { program: '/p', arguments: ['--version'], timeoutMilliseconds: 1000 };
const named = { ...request, name: 'app' };

describe('scratchSpec', () => {
  test('takes everything away', () => {
    expect(scratchSpec('sha256:1', named, 'nonce')).toEqual({
      image: 'sha256:1',
      command: [
        ...['/statix/start', 'nonce', '1000', '-', '-', '-', '0'],
        ...['/program/app', '--version'],
      ],
      environment: {},
      workingDirectory: '/',
      user: '65534:65534',
      purpose: 'scratch',
      tmpfs: {},
      network: 'none',
      readOnlyRoot: true,
      init: false,
      limits: { pids: 33, memoryBytes: 128 * 1024 * 1024, cpus: 1 },
    });
  });

  test('every option reaches it', () => {
    const all = { ...named, environment: { A: 'b' }, tmpfs: ['/tmp'], memoryBytes: 1, pids: 64 };
    expect(scratchSpec('sha256:1', all, 'nonce')).toMatchObject({
      environment: { A: 'b' },
      tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m,mode=1777' },
      limits: { pids: 65, memoryBytes: 1 },
    });
  });
});

describe('runFromScratch', () => {
  test('imports the program and its starter alone, runs it, and removes the image', async () => {
    const program = join(newFolder(), 'program');
    writeFileSync(program, 'ELF');
    const files: unknown[] = [];
    const removeImage = jest.fn(async () => undefined);
    const engine = stubEngine({
      importImage: async (tar, { labels }) => {
        expect(labels).toMatchObject({ 'dev.statix.purpose': 'scratch' });
        expect(labels).toHaveProperty(['dev.statix.host']);
        const archive = extract();
        archive.end(await buffer(asUpload(tar)));
        for await (const entry of archive) {
          files.push([entry.header.name, entry.header.mode]);
          entry.resume();
        }
        return 'sha256:1';
      },
      runContainer: async ({ command }, io) => {
        io.stdout?.(Buffer.from('hello'));
        io.stderr?.(Buffer.from('warning'));
        io.stderr?.(Buffer.from(`\0statix ${command[1]} exited 137 0 0 -1 0 0\n`));
        expect(io.stdin).toEqual(Buffer.from('input'));
        // Later than the starter.
        expect(io.timeoutMilliseconds).toBe(11_000);
        const result = { exitCode: 137, signal: 'SIGKILL', oomKilled: true, timedOut: false };
        return { result, value: undefined };
      },
      removeImage,
    });
    const env = { STATIX_STATE_DIR: newFolder() };
    const run = await runFromScratch(engine, {
      ...{ ...request, program, env, maxOutputBytes: 5, stdin: 'input' },
      files: [{ path: '/etc/app', content: Buffer.from('x') }],
    });
    expect(files).toEqual([
      ['program/program', 0o755],
      ['statix/start', 0o755],
      ['etc/app', 0o644],
    ]);
    // The program has chosen that code: see `toldResult`.
    expect(run.result).toEqual({ exitCode: 137, oomKilled: false, timedOut: false });
    expect(run.stdout.toString()).toBe('hello');
    expect(run.stderr.toString()).toBe('warni');
    expect(run.outputTruncated).toBe(true);
    expect(removeImage).toHaveBeenCalledWith('sha256:1');
  });

  test('removes the image when the run fails', async () => {
    const program = join(newFolder(), 'program');
    writeFileSync(program, 'ELF');
    const removeImage = jest.fn(async () => undefined);
    const engine = stubEngine({
      importImage: async () => 'sha256:1',
      runContainer: () => Promise.reject(new Error('lost')),
      removeImage,
    });
    const env = { STATIX_STATE_DIR: newFolder() };
    const error = await errorOf(runFromScratch(engine, { ...request, program, env }));
    expect(String(error)).toBe('Error: lost');
    expect(removeImage).toHaveBeenCalledWith('sha256:1');
  });

  test('on top of an image, which is found and never pulled', async () => {
    const program = join(newFolder(), 'program');
    writeFileSync(program, 'ELF');
    const env = { STATIX_STATE_DIR: newFolder() };
    const removeImage = jest.fn(async () => undefined);
    const derived: string[] = [];
    const found = {
      'debian:13': imageFacts('sha256:base'),
      volumes: imageFacts('v', { volumes: ['/d'] }),
    };
    const engine = stubEngine({
      findImage: async (reference) => new Map(Object.entries(found)).get(reference),
      deriveImage: async (id, tar) => {
        derived.push(id);
        await buffer(asUpload(tar));
        return 'sha256:derived';
      },
      runContainer: async ({ image }) => {
        expect(image).toBe('sha256:derived');
        return { result: { exitCode: 0, oomKilled: false, timedOut: false }, value: undefined };
      },
      removeImage,
    });
    const on = (root: string) => runFromScratch(engine, { ...request, program, env, root });
    expect((await on('image:debian:13')).base).toEqual({
      reference: 'debian:13',
      id: 'sha256:base',
    });
    expect(derived).toEqual(['sha256:base']);
    expect(removeImage).toHaveBeenCalledWith('sha256:derived');
    expect(await errorOf(on('image:debian:14'))).toMatchObject({
      code: 'STATIX_ROOT_MISSING',
      remedies: [{ snippet: 'docker pull debian:14' }, {}],
    });
    expect(await errorOf(on('image:volumes'))).toMatchObject({ code: 'STATIX_ROOT_UNUSABLE' });
  });
});
