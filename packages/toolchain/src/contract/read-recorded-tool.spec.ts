import { StatixError } from '@statix/contract';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import { stubEngine } from '@statix/engine/testing/stub-engine';
import { recordImage } from '../records/image-records.js';
import { readRecordedTool } from './read-recorded-tool.js';

const newFolder = temporaryFolders();
const identity = { identity: 'a'.repeat(64) };
const tools = [{ name: 'qemu-x86_64', version: '10.0', path: '/opt/qemu' }];

/** An engine that has an image, whose contract names the tools. */
function engineWith({ tools: named = tools, has = true }: { tools?: typeof tools; has?: boolean }) {
  const files: Record<string, string> = {
    '/opt/statix/contract.json': JSON.stringify({ ...imageContract, tools: named }),
    '/opt/qemu': 'the program',
  };
  return stubEngine({
    facts: () => Promise.resolve({ id: 'engine' }),
    findImage: (id: string) => Promise.resolve(has ? { id, tags: [], labels: {} } : undefined),
    readFileFromImage: (_id: string, path: string) =>
      Promise.resolve(Buffer.from(files[path] ?? '')),
  } as never);
}

async function recorded(): Promise<{ env: NodeJS.ProcessEnv }> {
  const env = { STATIX_STATE_DIR: newFolder() };
  await recordImage('engine', identity.identity, 'sha256:1', env);
  return { env };
}

test('a tool of the image that was recorded for an identity, where its contract says', async () => {
  const read = readRecordedTool(engineWith({}), identity, 'qemu-x86_64', await recorded());
  expect(await read).toEqual(Buffer.from('the program'));
});

test('attack: an image that nobody has recorded is not asked, whatever its name', async () => {
  const env = { STATIX_STATE_DIR: newFolder() };
  const read = readRecordedTool(engineWith({}), identity, 'qemu-x86_64', { env });
  expect(await read).toEqual({ why: 'this engine has not the image that it was built in' });
});

test('fault: an image that is gone from the engine', async () => {
  const engine = engineWith({ has: false });
  const read = readRecordedTool(engine, identity, 'qemu-x86_64', await recorded());
  expect(await read).toEqual({ why: 'this engine has not the image that it was built in' });
});

test('an older image, without the tool', async () => {
  const engine = engineWith({ tools: [] });
  const read = readRecordedTool(engine, identity, 'qemu-x86_64', await recorded());
  expect(await read).toEqual({ why: 'the image that it was built in has no qemu-x86_64' });
});

test('fault: what is wrong with the engine is not taken for a tool that is missing', async () => {
  const gone = new StatixError({ code: 'STATIX_ENGINE_UNREACHABLE', what: 'no' });
  const engine = stubEngine({ facts: () => Promise.reject(gone) });
  const read = readRecordedTool(engine, identity, 'qemu-x86_64', await recorded());
  await expect(read).rejects.toBe(gone);
});
