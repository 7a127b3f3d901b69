import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageContract } from '@statix/contract/testing/image-contract';
import { temporaryFolders } from '@statix/contract/testing/temporary-folder';
import {
  ContainerEngine,
  type FakeContainer,
  type FakeEnd,
} from '@statix/engine/testing/container-engine';
import { refuse } from '@statix/engine/testing/fake-engine';
import type { RunProgram } from '@statix/proof';
import { recordImage } from '@statix/toolchain';
import { UpxWorkspace } from '../../testing/upx-workspace.js';

const newFolder = temporaryFolders();
const fixtures = join(__dirname, '../../../../elf/fixtures');
const imageId = `sha256:${'1'.repeat(64)}`;
const program = readFileSync(join(fixtures, 'static-pie'));
/** A stub as UPX writes it. */
const stub = readFileSync(join(fixtures, 'packed-static'));
const folder = imageContract.paths.workspace;

/** UPX that works: packs into the stub, and gives back what it was given. */
const upx = {
  pack: (container: FakeContainer): FakeEnd => {
    container.files.set(`${folder}/output`, stub);
    return {};
  },
  test: (): FakeEnd => ({}),
  unpack: (container: FakeContainer): FakeEnd => {
    container.files.set(`${folder}/output`, program);
    return {};
  },
  run: (): FakeEnd => ({ stdout: 'hello from scratch\n' }),
};

type Steps = typeof upx;
type Step = keyof Steps;

let workspace: UpxWorkspace;
let engine: ContainerEngine | undefined;
let steps: { [Name in Step]: (container: FakeContainer) => FakeEnd | Promise<FakeEnd> };
let out: string;
let err: string;
const environment = { ...process.env };

/** Which step a container is for. */
function stepOf({ command }: FakeContainer): Step {
  if (command[0] !== 'upx') return 'run';
  if (command.includes('-t')) return 'test';
  return command.includes('-d') ? 'unpack' : 'pack';
}

beforeEach(async () => {
  workspace = await UpxWorkspace.create();
  const state = newFolder();
  steps = { ...upx };
  engine = await ContainerEngine.start((container) => steps[stepOf(container)](container), {
    [imageId]: { '/opt/statix/contract.json': Buffer.from(JSON.stringify(imageContract)) },
  });
  process.env['STATIX_STATE_DIR'] = state;
  process.env['DOCKER_HOST'] = `unix://${engine.fake.socketPath}`;
  await recordImage('engine-1', workspace.identity.identity, imageId);
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  await workspace.add('app', program, {}, ran);
});

afterEach(async () => {
  jest.restoreAllMocks();
  process.env = { ...environment };
  await engine?.stop();
  workspace.remove();
});

const ran: RunProgram = () =>
  Promise.resolve({
    result: { exitCode: 0, oomKilled: false, timedOut: false },
    stdout: Buffer.alloc(0),
    stderr: Buffer.alloc(0),
    outputTruncated: false,
  });

/** A run that must fail, write nothing, and leave nothing on the engine. */
async function fails(code: string, options: object = {}): Promise<void> {
  expect(await workspace.compress({ maxRatio: 1, ...options })).toEqual({ success: false });
  expect(err.split('  ')[0]).toBe(code);
  expect(workspace.written()).toEqual([]);
}

test('packs, tests, unpacks and runs, and writes what is proven', async () => {
  expect([await workspace.compress({ maxRatio: 1 }), err]).toEqual([{ success: true }, '']);
  const run = expect.stringMatching(/^\/statix\/start [0-9a-f]{32} 30000 - - - 0 \/program\/app$/);
  expect(engine?.started).toEqual([
    run,
    'upx --best --no-progress --quiet -ooutput input',
    'upx -t --quiet input',
    'upx -d --quiet -ooutput input',
    run,
  ]);
  expect(workspace.written()).toEqual(['app', 'app.compress.json', 'app.verify.json']);
  expect(workspace.read('app').equals(stub)).toBe(true);
  expect(out).toContain('tested, unpacks to the same bytes, runs from scratch');
  expect(engine?.leftBehind()).toEqual([]);
});

test('what stamp-static has written is packed in place of what was built', async () => {
  const stamped = readFileSync(join(fixtures, 'revision'));
  await workspace.addStamped('app', stamped, ran);
  steps.unpack = ({ files }) => {
    files.set(`${folder}/output`, stamped);
    return {};
  };
  const packing = { maxRatio: 1, stamped: true };
  expect([await workspace.compress(packing), err]).toEqual([{ success: true }, '']);
  const manifest = workspace.read('app.compress.json').toString();
  const sha256 = createHash('sha256').update(stamped).digest('hex');
  expect(JSON.parse(manifest)).toMatchObject({ original: { sha256 }, unpackedSha256: sha256 });
});

test('fault: the packed program gets verify’s expectations, and its unpacked size of memory on top', async () => {
  const runs: FakeContainer[] = [];
  steps.run = (container) => {
    runs.push(container);
    return {};
  };
  const options = { writablePaths: ['/tmp'], pids: 40, memoryMegabytes: 200, maxRatio: 1 };
  expect(await workspace.compress(options)).toEqual({ success: true });
  expect(runs.map(({ tmpfs, pids, memoryBytes }) => ({ tmpfs, pids, memoryBytes }))).toEqual([
    { tmpfs: ['/tmp'], pids: 41, memoryBytes: 200 * 1024 ** 2 },
    { tmpfs: ['/tmp'], pids: 41, memoryBytes: 200 * 1024 ** 2 + program.byteLength },
  ]);
});

test('fault: UPX ends with an error, which is shown', async () => {
  steps.pack = () => ({ exitCode: 1, stderr: 'upx: input: CantPackException\n' });
  await fails('STATIX_UPX_FAILED');
  expect(err).toContain('CantPackException');
  expect(engine?.leftBehind()).toEqual([]);
});

test.each([
  [{ exitCode: 137 }, 'It was ended by SIGKILL, most often because no memory was left.'],
  [{ exitCode: 137, oomKilled: true }, 'It was ended by the kernel: no memory left.'],
  [{ exitCode: 139 }, 'It was ended by SIGSEGV.'],
])('fault: UPX is ended by a signal (%o)', async (ended, said) => {
  steps.pack = () => ended;
  await fails('STATIX_UPX_FAILED');
  expect(err).toContain(said);
});

test('fault: UPX says that it has packed, and there is no file', async () => {
  steps.pack = () => ({});
  await fails('STATIX_CONTAINER_FILE_MISSING');
  expect(engine?.leftBehind()).toEqual([]);
});

test('attack: what UPX writes is far larger than what it was given', async () => {
  steps.pack = ({ files }) => {
    files.set(`${folder}/output`, Buffer.alloc(program.byteLength + 65 * 1024));
    return {};
  };
  await fails('STATIX_CONTAINER_FILE_REFUSED');
});

test('fault: what UPX writes is larger than what it was given', async () => {
  steps.pack = ({ files }) => {
    files.set(`${folder}/output`, Buffer.concat([stub, Buffer.alloc(program.byteLength)]));
    return {};
  };
  await fails('STATIX_UPX_NO_GAIN');
});

test.each([
  ['no program', Buffer.from('not an ELF file'), 'STATIX_ELF_NOT_ELF'],
  ['the program itself', program, 'STATIX_UPX_NO_GAIN'],
])('attack: what UPX writes is %s', async (_name, content, code) => {
  steps.pack = ({ files }) => {
    files.set(`${folder}/output`, content);
    return {};
  };
  await fails(code, { maxRatio: 0.99 });
});

test('attack: the packed file unpacks to another program', async () => {
  steps.unpack = ({ files }) => {
    const other = Buffer.from(program);
    other.writeUInt8(other.readUInt8(4096) ^ 1, 4096);
    files.set(`${folder}/output`, other);
    return {};
  };
  await fails('STATIX_UPX_NOT_REVERSIBLE');
});

test.each<[string, FakeEnd]>([
  ['crashes', { exitCode: 139 }],
  ['says with 127 that something is missing', { exitCode: 127 }],
])('fault: the packed program %s, the original does not', async (_name, end) => {
  let runs = 0;
  steps.run = () => (runs++ === 0 ? {} : end);
  await fails('STATIX_UPX_BROKEN');
  expect(engine?.leftBehind()).toEqual([]);
});

test('fault: the engine is gone while UPX packs', async () => {
  steps.pack = () => {
    engine?.fake.die();
    return new Promise(() => undefined);
  };
  await fails('STATIX_ENGINE_LOST');
});

test('fault: killed while UPX packs: nothing is written, no container stays', async () => {
  steps.pack = () => {
    process.emit('SIGTERM');
    return new Promise(() => undefined);
  };
  expect(await workspace.compress({ maxRatio: 1 })).toEqual({ success: false });
  expect(err).toBe('Stopped.\n');
  expect(workspace.written()).toEqual([]);
  expect(engine?.leftBehind()).toEqual([]);
});

test('fault: the engine has no space for the binary', async () => {
  engine?.fake.on(
    /PUT \/containers\/.+\/archive/,
    refuse(500, 'write /workspace/input: no space left on device'),
  );
  await fails('STATIX_ENGINE_DISK_FULL');
  expect(engine?.leftBehind()).toEqual([]);
});

test('fault: UPX has no space for what it writes', async () => {
  steps.pack = () => ({ exitCode: 1, stderr: 'upx: output: No space left on device\n' });
  await fails('STATIX_UPX_FAILED');
  expect(err).toContain('No space left on device');
});

test('fault: nothing can be written where the packed file goes; an earlier one is gone', async () => {
  expect(await workspace.compress({ maxRatio: 1 })).toEqual({ success: true });
  expect(workspace.written()).toHaveLength(3);
  steps.unpack = (container) => {
    // In the place of the binary, while it is being made.
    mkdirSync(join(workspace.packed, 'app'), { recursive: true });
    writeFileSync(join(workspace.packed, 'app/file'), '');
    return upx.unpack(container);
  };
  expect(await workspace.compress({ maxRatio: 1 })).toEqual({ success: false });
  expect(err.split('  ')[0]).toBe('STATIX_MACHINE_NOT_A_FILE');
  expect(readdirSync(workspace.packed)).toEqual(['app']);
});
