import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { asUpload } from '@statix/engine';
import { errorOf } from '@statix/contract/testing/expect-error';
import { stubEngine } from '@statix/engine/testing/stub-engine';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { runFromScratch, scratchSpec } from './run-from-scratch.js';

const newFolder = temporaryFolders();
const request = { program: '/p', arguments: ['--version'], timeoutMilliseconds: 1000 };

describe('scratchSpec', () => {
  test('takes everything away', () => {
    expect(scratchSpec('sha256:1', request)).toEqual({
      image: 'sha256:1',
      command: ['/program', '--version'],
      environment: {},
      workingDirectory: '/',
      user: '65534:65534',
      purpose: 'scratch',
      tmpfs: {},
      network: 'none',
      readOnlyRoot: true,
      init: true,
      limits: { pids: 32, memoryBytes: 128 * 1024 * 1024, cpus: 1 },
    });
  });

  test('every option reaches it', () => {
    const all = { ...request, environment: { A: 'b' }, tmpfs: ['/tmp'], memoryBytes: 1, pids: 64 };
    expect(scratchSpec('sha256:1', all)).toMatchObject({
      environment: { A: 'b' },
      tmpfs: { '/tmp': 'rw,noexec,nosuid,nodev,size=64m,mode=1777' },
      limits: { pids: 64, memoryBytes: 1 },
    });
  });
});

describe('runFromScratch', () => {
  test('imports the program alone, runs it, and removes the image', async () => {
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
      runContainer: async (_spec, io) => {
        io.stdout?.(Buffer.from('hello'));
        io.stderr?.(Buffer.from('warning'));
        expect(io.timeoutMilliseconds).toBe(1000);
        const result = { exitCode: 0, oomKilled: false, timedOut: false };
        return { result, value: undefined };
      },
      removeImage,
    });
    const env = { STATIX_STATE_DIR: newFolder() };
    const run = await runFromScratch(engine, { ...request, program, env, maxOutputBytes: 5 });
    expect(files).toEqual([['program', 0o755]]);
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
});
