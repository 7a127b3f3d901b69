import { createHash } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  compressManifestSchema,
  compressMeasurementsSchema,
  verifyReportSchema,
  type VerifyReport,
} from '@statix/contract';
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
const compiler = '/opt/statix/bin/x86_64-linux-musl-clang';
const contract = {
  ...imageContract,
  environment: { CC_x86_64_unknown_linux_musl: compiler },
  tools: [{ name: 'upx', version: '4.2.4', path: '/usr/bin/upx' }],
};

/** UPX that works: packs into the stub, and gives back what it was given. And a probe that finds no fault. */
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
  compile: (container: FakeContainer): FakeEnd => {
    container.files.set(`${folder}/output`, Buffer.from('probe'));
    return {};
  },
  memory: (): FakeEnd => ({ stdout: 'same: 4 segments, 13136 bytes, 1 variables of the stub\n' }),
  start: (): FakeEnd => ({
    stdout: [1, 2, 3]
      .flatMap((run) => [`original ${run}000000 400 spoke`, `packed ${run}0000000 800 spoke`])
      .join('\n'),
  }),
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
  if (command[0] === compiler) return 'compile';
  if (command[0] === '/probe') return command[1] === 'memory' ? 'memory' : 'start';
  if (command[0] !== 'upx') return 'run';
  if (command.includes('-t')) return 'test';
  return command.includes('-d') ? 'unpack' : 'pack';
}

beforeEach(async () => {
  workspace = await UpxWorkspace.create();
  const state = newFolder();
  steps = { ...upx };
  engine = await ContainerEngine.start((container) => steps[stepOf(container)](container), {
    [imageId]: { '/opt/statix/contract.json': Buffer.from(JSON.stringify(contract)) },
  });
  process.env['STATIX_STATE_DIR'] = state;
  delete process.env['STATIX_COMPRESS'];
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

/** A report without what an emulated processor shows: the fake engine has none, and the verify of these tests asks for none. */
function ofBytes(report: Buffer): VerifyReport {
  const { checks, ...others } = verifyReportSchema.parse(JSON.parse(report.toString()));
  return { ...others, checks: checks.filter(({ id }) => id !== 'cpu-level') };
}

function manifest(): unknown {
  return JSON.parse(workspace.read('app.compress.json').toString());
}

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
    `${compiler} -std=c11 -O2 -s -o output probe.c`,
    '/probe memory /original /packed',
    run,
    '/probe start 2000 15 /original /packed',
  ]);
  expect(workspace.written()).toEqual(['app', 'app.compress.json', 'app.verify.json']);
  expect(workspace.read('app').equals(stub)).toBe(true);
  expect(out).toContain(
    'tested, unpacks to the same bytes in its file and in memory, runs from scratch',
  );
  expect(out).toMatch(/\nPacked programs unpack at each start .* end with SIGSEGV where/);
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
  const sha256 = createHash('sha256').update(stamped).digest('hex');
  expect(manifest()).toMatchObject({ original: { sha256 }, unpackedSha256: sha256 });
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

test('fault: upx -t refuses what was packed', async () => {
  steps.test = () => ({ exitCode: 1, stderr: 'upx: input: CantUnpackException\n' });
  await fails('STATIX_UPX_FAILED');
  expect(err).toContain('CantUnpackException');
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

test.each<[string, Buffer | undefined, object, RegExp]>([
  [
    'larger than what it was given',
    Buffer.concat([stub, Buffer.alloc(program.byteLength)]),
    { maxRatio: 1 },
    /packed it would have \d+(\.\d)? % of its size, and the most is 100 %/,
  ],
  ['as large as what it was given', program, { maxRatio: 1 }, /would have 100 % of its size/],
  ['not enough smaller', stub, { maxRatio: 0.01 }, /and the most is 1 % \(maxRatio\)/],
  ['nothing, for it would be larger', undefined, {}, /UPX cannot make it smaller/],
])(
  'what UPX writes is %s: the original is delivered, and the manifest says why',
  async (_name, content, options, said) => {
    steps.pack = ({ files }) => {
      if (content === undefined)
        return { exitCode: 2, stderr: 'upx: input: NotCompressibleException\n' };
      files.set(`${folder}/output`, content);
      return {};
    };
    expect([await workspace.compress(options), err]).toEqual([{ success: true }, '']);
    expect(workspace.written()).toEqual(['app', 'app.compress.json', 'app.verify.json']);
    expect(workspace.read('app').equals(program)).toBe(true);
    expect(ofBytes(workspace.read('app.verify.json'))).toEqual(
      ofBytes(workspace.verifyReport('app')),
    );
    expect(manifest()).toMatchObject({
      delivered: 'original',
      original: { size: program.byteLength },
      reason: {
        code: 'not-smaller',
        ...(content === undefined ? {} : { ratio: expect.any(Number) }),
      },
    });
    expect(out).toMatch(/PASS dist\/upx\/\S+\/app {2}13136 bytes, the original: /);
    expect(out).toMatch(said);
    expect(engine?.leftBehind()).toEqual([]);
  },
);

test('attack: what UPX writes is no program', async () => {
  steps.pack = ({ files }) => {
    files.set(`${folder}/output`, Buffer.from('not an ELF file'));
    return {};
  };
  await fails('STATIX_ELF_NOT_ELF');
});

test.each<[string, FakeEnd, string]>([
  [
    'other bytes',
    { exitCode: 1, stdout: 'differs: segment 1: 1 of 4096 bytes are others, the first at 7\n' },
    'segment 1: 1 of 4096 bytes are others, the first at 7',
  ],
  ['nothing that could be compared', { exitCode: 139 }, 'It was ended by SIGSEGV.'],
  ['nothing, and its end is 0', { exitCode: 0, stdout: 'same: \n' }, 'exit code 0'],
  ['all memory', { exitCode: 137, oomKilled: true }, 'no memory left'],
])('attack: the packed program has %s in memory', async (_name, end, said) => {
  steps.memory = () => end;
  await fails('STATIX_UPX_BROKEN');
  expect(err).toContain('upx-memory: ');
  expect(err).toContain(said);
  expect(engine?.leftBehind()).toEqual([]);
});

test('where the engine lets no program be watched, the report and the terminal say so', async () => {
  steps.memory = () => ({
    exitCode: 3,
    stdout: 'refused: PTRACE_TRACEME: Operation not permitted\n',
  });
  expect([await workspace.compress({ maxRatio: 1 }), err]).toEqual([{ success: true }, '']);
  expect(out).toContain('tested, unpacks to the same bytes, runs from scratch');
  expect(out).toContain('what it unpacks to in memory was not compared: The engine does not let');
  expect(JSON.parse(workspace.read('app.verify.json').toString())).toMatchObject({
    checks: expect.arrayContaining([
      expect.objectContaining({ id: 'upx-memory', status: 'not-provable' }),
    ]) as unknown[],
  });
});

test('fault: the image cannot compile what compares', async () => {
  steps.compile = () => ({ exitCode: 1, stderr: 'probe.c:1: fatal error: no such file\n' });
  await fails('STATIX_UPX_PROBE_FAILED');
  expect(err).toContain('fatal error: no such file');
});

test('measures both programs, prints it, and writes it outside of what is cached', async () => {
  expect(await workspace.compress({ maxRatio: 1 })).toEqual({ success: true });
  expect(out).toContain(
    'measured as it was packed: to its first output 2.0 → 20.0 ms, resident 0.4 → 0.8 MB, medians of 3 runs each',
  );
  const written = compressMeasurementsSchema.parse(workspace.measurements('app'));
  expect(written).toMatchObject({
    runs: 3,
    until: 'first-output',
    startMicroseconds: { original: 2000, packed: 20_000 },
    memoryKibibytes: { original: 400, packed: 800 },
    packed: { size: stub.byteLength },
  });
  expect(JSON.stringify(manifest())).not.toMatch(/microseconds|kibibytes/i);
});

test.each<[string, FakeEnd, string]>([
  [
    'is silent',
    { stdout: 'original 2000000000 400 silent\n' },
    'two runs of each take longer than 2 s',
  ],
  ['is killed', { stdout: 'original 2000 400 died\n' }, 'it was ended by a signal there'],
  ['ends what measures', { exitCode: 137 }, 'what measures it failed: It was ended by SIGKILL'],
  [
    'cannot be started by it',
    { exitCode: 1, stdout: 'differs: vfork: no' },
    'what measures it failed: exit code 1',
  ],
])('fault: nothing can be measured, because the program %s', async (_name, end, said) => {
  steps.start = () => end;
  expect([await workspace.compress({ maxRatio: 1 }), err]).toEqual([{ success: true }, '']);
  expect(out).toContain(`start-up not measured: ${said}`);
  expect(workspace.measurements('app')).toBeUndefined();
});

test('measures nothing where that is not wanted', async () => {
  await workspace.compress({ maxRatio: 1 });
  expect(workspace.measurements('app')).toBeDefined();
  await workspace.compress({ maxRatio: 1, measure: false });
  expect(engine?.started.filter((command) => command.startsWith('/probe start'))).toHaveLength(1);
  // What an earlier run measured is not of this one.
  expect(workspace.measurements('app')).toBeUndefined();
});

test.each([
  [{ level: '3' }, '-3'],
  [{ lzma: true }, '--best --lzma'],
  [{ ultraBrute: true, lzma: true }, '--ultra-brute'],
])('%j packs with %s', async (options, flags) => {
  await workspace.compress({ maxRatio: 1, ...options });
  expect(engine?.started).toContain(`upx ${flags} --no-progress --quiet -ooutput input`);
  expect(manifest()).toMatchObject({
    upx: { version: '4.2.4', arguments: [...flags.split(' '), '--no-progress', '--quiet'] },
  });
  expect(out.includes('this takes many times as long')).toBe('ultraBrute' in options);
});

test('STATIX_COMPRESS=0 delivers the original, with a line that says so, and packs nothing', async () => {
  process.env['STATIX_COMPRESS'] = '0';
  expect([await workspace.compress(), err]).toEqual([{ success: true }, '']);
  expect(engine?.started).toEqual([
    expect.stringMatching(/^\/statix\/start [0-9a-f]{32} 30000 - - - 0 \/program\/app$/),
  ]);
  expect(workspace.read('app').equals(program)).toBe(true);
  expect(ofBytes(workspace.read('app.verify.json'))).toEqual(
    ofBytes(workspace.verifyReport('app')),
  );
  expect(manifest()).toMatchObject({ delivered: 'original', reason: { code: 'switched-off' } });
  expect(out).toContain('STATIX_COMPRESS=0: delivering the originals of app');
  expect(out).toContain('13136 bytes, the original: STATIX_COMPRESS=0');
  expect(out).not.toContain('Packed programs');
});

test('with STATIX_COMPRESS=0 a cached task whose inputs lack the variable delivers nothing', async () => {
  process.env['STATIX_COMPRESS'] = '0';
  workspace.target = { cache: true, inputs: [], outputs: ['{workspaceRoot}/dist/upx'] };
  await fails('STATIX_INPUT_NOT_HASHED');
  workspace.target = { ...workspace.target, inputs: [{ env: 'STATIX_COMPRESS' }] };
  expect(await workspace.compress()).toEqual({ success: true });
});

test('attack: with STATIX_COMPRESS=0 an original that is not proven is not delivered either', async () => {
  process.env['STATIX_COMPRESS'] = '0';
  steps.run = () => ({ exitCode: 127 });
  await fails('STATIX_NOT_VERIFIED');
});

test.each(['', '1'])('STATIX_COMPRESS=%j packs', async (value) => {
  process.env['STATIX_COMPRESS'] = value;
  expect(await workspace.compress({ maxRatio: 1 })).toEqual({ success: true });
  expect(manifest()).toMatchObject({ delivered: 'packed' });
});

test.each(['false', 'off', '00', ' 0'])('STATIX_COMPRESS=%j is an error', async (value) => {
  process.env['STATIX_COMPRESS'] = value;
  await fails('STATIX_ENVIRONMENT_INVALID');
  expect(engine?.started).toEqual([]);
});

test('the original stays as it is: bytes, mode and times', async () => {
  const path = join(workspace.binaries, 'app');
  const look = () => {
    const { mtimeNs, ctimeNs, mode, ino } = statSync(path, { bigint: true });
    return { mtimeNs, ctimeNs, mode, ino, bytes: readFileSync(path).toString('base64') };
  };
  const before = look();
  await workspace.compress({ maxRatio: 1 });
  process.env['STATIX_COMPRESS'] = '0';
  await workspace.compress();
  expect(look()).toEqual(before);
});

describe('what earlier steps wrote about the contents', () => {
  const sha256 = createHash('sha256').update(program).digest('hex');
  const contents = (of: string) =>
    JSON.stringify({
      ...{
        schemaVersion: 1,
        kind: 'statix.contents',
        crates: [],
        linked: 'unknown',
        libraries: [],
      },
      binary: { name: 'app', sha256: of, size: 1 },
    });

  test('lies beside the packed program, and goes with it', async () => {
    writeFileSync(join(workspace.binaries, 'app.contents.json'), contents(sha256));
    writeFileSync(join(workspace.binaries, 'app.notices.txt'), 'MIT');
    writeFileSync(join(workspace.reports, 'app.cdx.json'), '{}');
    expect([await workspace.compress({ maxRatio: 1 }), err]).toEqual([{ success: true }, '']);
    const copied = ['app.cdx.json', 'app.contents.json', 'app.notices.txt'];
    expect(workspace.written()).toEqual(expect.arrayContaining(copied));
    expect(workspace.read('app.notices.txt').toString()).toBe('MIT');
    const { beside } = compressManifestSchema.parse(manifest());
    expect(beside.map(({ name }) => name).sort()).toEqual(copied);
    expect(beside.find(({ name }) => name === 'app.notices.txt')).toMatchObject({
      sha256: createHash('sha256').update('MIT').digest('hex'),
      size: 3,
    });
    steps.pack = () => ({ exitCode: 1 });
    await fails('STATIX_UPX_FAILED');
  });

  test('attack: a list of contents is replaced while the program is packed', async () => {
    const path = join(workspace.binaries, 'app.contents.json');
    writeFileSync(path, contents(sha256));
    const pack = steps.pack;
    steps.pack = (container) => {
      appendFileSync(path, ' ');
      return pack(container);
    };
    await fails('STATIX_UPX_CHANGED', { maxRatio: 1 });
  });

  test('of a stamped program is that of the one that was built', async () => {
    const stamped = readFileSync(join(fixtures, 'revision'));
    await workspace.addStamped('app', stamped, ran);
    steps.unpack = ({ files }) => {
      files.set(`${folder}/output`, stamped);
      return {};
    };
    writeFileSync(join(workspace.binaries, 'app.contents.json'), contents(sha256));
    workspace.addStampManifest('app', stamped, program);
    const options = { maxRatio: 1, stamped: true };
    expect([await workspace.compress(options), err]).toEqual([{ success: true }, '']);
    expect(workspace.written()).toContain('app.contents.json');
  });

  test.each<[string, (path: string) => void]>([
    [
      'of another program',
      (path) => {
        writeFileSync(path, contents('f'.repeat(64)));
      },
    ],
    [
      'that is a link',
      (path) => {
        symlinkSync('/etc/hostname', path);
      },
    ],
    [
      'that is empty',
      (path) => {
        writeFileSync(path, '');
      },
    ],
  ])('attack: a list of contents %s is not put beside it', async (_name, write) => {
    write(join(workspace.binaries, 'app.contents.json'));
    await fails('STATIX_UPX_OTHER_CONTENTS');
  });
});

test.each([
  ['set-user-ID', 0o4755],
  ['set-group-ID', 0o2755],
])('a program that is %s is refused', async (_name, mode) => {
  chmodSync(join(workspace.binaries, 'app'), mode);
  await fails('STATIX_UPX_SET_ID');
});

test('a program that is packed already is refused by that name', async () => {
  writeFileSync(join(workspace.binaries, 'app'), stub, { mode: 0o755 });
  await fails('STATIX_UPX_PACKED_ALREADY');
});

test('attack: an original is replaced after it was proven', async () => {
  process.env['STATIX_COMPRESS'] = '0';
  await workspace.add('second', program, {}, ran);
  const all: string[] = [];
  steps.run = ({ id }) => {
    // The first one is proven by now, and not yet delivered.
    if (all.push(id) === 2) appendFileSync(join(workspace.binaries, 'app'), 'more');
    return {};
  };
  await fails('STATIX_UPX_CHANGED');
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
