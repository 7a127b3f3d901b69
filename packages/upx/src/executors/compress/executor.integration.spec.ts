import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openElf } from '@statix/elf';
import { connectEngine, packArchive, type Engine } from '@statix/engine';
import { containerRuns, planProof } from '@statix/proof';
import { ensureImage, readImageContract } from '@statix/toolchain';
import { compileProbe } from '../../probe/compile-probe.js';
import { withProbeImage } from '../../probe/probe-image.js';
import { unpackedMemory } from '../../probe/unpacked-memory.js';
import { runInImage, type ImageTools } from '../../run-in-image.js';
import { UpxWorkspace } from '../../testing/upx-workspace.js';
import { compressSchema } from './schema.js';

jest.setTimeout(10 * 60 * 1000);

/** Programs that need more than nothing to run, each in one way. */
const programs = {
  temporary: `fn main() {
    std::fs::write("/tmp/kept", "a word").expect("/tmp is writable");
    println!("{}", std::fs::read_to_string("/tmp/kept").unwrap());
  }`,
  threads: `fn main() {
    let all = std::sync::Arc::new(std::sync::Barrier::new(41));
    let started: Vec<_> = (0..40).map(|_| {
      let all = all.clone();
      std::thread::Builder::new().spawn(move || { all.wait(); }).expect("one more thread")
    }).collect();
    all.wait();
    println!("{} threads", started.len());
    for thread in started { thread.join().unwrap(); }
  }`,
  memory: `fn main() {
    let mut bytes = vec![0u8; 160 << 20];
    for place in (0..bytes.len()).step_by(4096) { bytes[place] = 1; }
    println!("{} MiB", std::hint::black_box(&bytes).len() >> 20);
  }`,
};

/** What a program can find out about itself. */
const facts = `fn main() {
  let mut names: Vec<String> = std::env::vars().map(|(name, _)| name).collect();
  names.sort();
  println!("env {}", names.join(","));
  println!("arguments {:?}", std::env::args().collect::<Vec<_>>());
  println!("exe {}", std::fs::read_link("/proc/self/exe").unwrap().display());
  let exe = std::fs::read_link("/proc/self/exe").unwrap();
  let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
  let code = maps.lines().filter(|line| line.contains(" r-x") && line.ends_with(exe.to_str().unwrap()));
  println!("code of the file {}", code.count());
  println!("size {}", std::fs::metadata("/proc/self/exe").unwrap().len());
  if std::env::args().count() > 1 { println!("{}", std::backtrace::Backtrace::force_capture()); }
}`;

/** Starts another program in which no memory that was written to can be executed. */
const strict = `use std::os::unix::process::CommandExt;
extern "C" { fn prctl(option: i32, two: u64, three: u64, four: u64, five: u64) -> i32; }
fn main() {
  if unsafe { prctl(65, 1, 0, 0, 0) } != 0 { panic!("no PR_SET_MDWE"); }
  panic!("{}", std::process::Command::new("./started").exec());
}`;

/** How each of them is proven, and what with less of it is said. */
const needs: Record<
  keyof typeof programs,
  { options: object; stdout: string; less: object; without: string }
> = {
  temporary: {
    options: { writablePaths: ['/tmp'] },
    stdout: '^a word$',
    less: {},
    without: '/tmp is writable',
  },
  threads: {
    options: { pids: 48 },
    stdout: '^40 threads$',
    less: { pids: 32 },
    without: 'one more thread',
  },
  memory: {
    options: { memoryMegabytes: 224 },
    stdout: '^160 MiB$',
    less: {},
    without: 'memoryMegabytes',
  },
};

let engine: Engine;
let tools: ImageTools;
const built = new Map<string, Buffer>();
let workspace: UpxWorkspace;
let out: string;
let err: string;

/** One compiler for all of them, in the image that builds are made in. */
beforeAll(async () => {
  workspace = await UpxWorkspace.create();
  engine = await connectEngine();
  const { imageId } = await ensureImage(engine, {
    workspaceRoot: workspace.root,
    identity: workspace.identity,
    report: () => undefined,
  });
  const contract = await readImageContract(engine, imageId);
  const { paths } = contract;
  tools = { engine, imageId, contract, signal: new AbortController().signal };
  for (const [name, source] of Object.entries({ ...programs, facts, strict })) {
    let printed = '';
    const strip = name === 'facts' ? 'none' : 'symbols';
    const { result, value } = await engine.runContainer(
      {
        image: imageId,
        command: [
          ...['rustc', '--edition=2021', '-Copt-level=2', `-Cstrip=${strip}`],
          ...['--target=x86_64-unknown-linux-musl', '-oprogram', 'main.rs'],
        ],
        environment: {},
        workingDirectory: paths.workspace,
        user: '65534:65534',
        purpose: 'test',
        network: 'none',
        limits: {},
      },
      { stderr: (chunk) => (printed += chunk.toString()) },
      {
        before: (container) =>
          container.putArchive(
            paths.workspace,
            packArchive([{ path: 'main.rs', mode: 0o644, content: Buffer.from(source) }]),
          ),
        after: async (container, { exitCode }) => {
          if (exitCode !== 0) return undefined;
          const { content } = await container.getFile(`${paths.workspace}/program`);
          const chunks: Buffer[] = [];
          for await (const chunk of content) chunks.push(chunk as Buffer);
          return Buffer.concat(chunks);
        },
      },
    );
    if (result.exitCode !== 0 || value === undefined) throw new Error(printed);
    built.set(name, value);
  }
  workspace.remove();
});

beforeEach(async () => {
  workspace = await UpxWorkspace.create();
  out = '';
  err = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});

afterEach(() => {
  jest.restoreAllMocks();
  workspace.remove();
});

const runProgram = containerRuns(new AbortController().signal).runProgram;

test.each(Object.entries(needs))(
  'fault: %s verifies and packs with the same settings, and with less does neither',
  async (name, { options, stdout, less, without }) => {
    const proof = { ...options, expectedExitCode: 0, expectedStdout: stdout };
    await workspace.add(name, built.get(name)!, proof, runProgram);
    expect([await workspace.compress(proof), err]).toEqual([{ success: true }, '']);
    expect(out).toContain(
      'tested, unpacks to the same bytes in its file and in memory, runs from scratch',
    );
    expect(out).toMatch(
      /measured as it was packed: to its first output [\d.]+ → [\d.]+ ms, resident [\d.]+ → [\d.]+ MB, medians of \d+ runs each/,
    );
    expect(workspace.written()).toEqual([name, `${name}.compress.json`, `${name}.verify.json`]);
    expect(workspace.read(name).byteLength).toBeLessThan(built.get(name)!.byteLength);

    expect(await workspace.compress({ ...less, expectedExitCode: 0 })).toEqual({ success: false });
    expect(err).toMatch(/^STATIX_NOT_VERIFIED {2}/);
    expect(err).toContain(without);
    // What an earlier run packed does not stay beside a failure.
    expect(workspace.written()).toEqual([]);
  },
);

test('packed twice, in other folders and of files with other times, it is the same to the byte', async () => {
  const all = [];
  for (const time of [1, 2_000_000_000]) {
    const other = await UpxWorkspace.create();
    try {
      await other.add('temporary', built.get('temporary')!, needs.temporary.options, runProgram);
      utimesSync(join(other.binaries, 'temporary'), time, time);
      expect([await other.compress(needs.temporary.options), err]).toEqual([{ success: true }, '']);
      all.push(
        Object.fromEntries(
          other
            .written()
            .map((name) => [name, createHash('sha256').update(other.read(name)).digest('hex')]),
        ),
      );
    } finally {
      other.remove();
    }
  }
  expect(Object.keys(all[0]!)).toHaveLength(3);
  expect(all[1]).toEqual(all[0]);
});

test.each([
  [{ level: '1' }, '-1'],
  [{ lzma: true }, '--best --lzma'],
  [{ ultraBrute: true }, '--ultra-brute'],
])('packed with %j', async (options, flags) => {
  const { options: proof } = needs.temporary;
  await workspace.add('temporary', built.get('temporary')!, proof, runProgram);
  const all = { ...proof, ...options, measure: false };
  expect([await workspace.compress(all), err]).toEqual([{ success: true }, '']);
  const packed = workspace.read('temporary');
  expect(JSON.parse(workspace.read('temporary.compress.json').toString())).toMatchObject({
    delivered: 'packed',
    packed: { size: packed.byteLength },
    ratio: packed.byteLength / built.get('temporary')!.byteLength,
    upx: { arguments: [...flags.split(' '), '--no-progress', '--quiet'] },
  });
  expect(out.includes('(ultraBrute): this takes many times as long')).toBe('ultraBrute' in options);
});

test.each<[string, string, object, RegExp]>([
  ['UPX cannot make it smaller', 'small', {}, /the original: UPX cannot make it smaller/],
  ['of maxRatio', 'facts', { maxRatio: 0.01 }, /packed it would have [\d.]+ % of its size/],
])('the original is delivered because %s', async (_why, name, options, said) => {
  const program = built.get(name) ?? (await compileSmall());
  await workspace.add(name, program, {}, runProgram);
  expect([await workspace.compress(options), err]).toEqual([{ success: true }, '']);
  expect(out).toMatch(said);
  expect(workspace.read(name).equals(program)).toBe(true);
});

/** A program of C that does nothing: of so little, UPX makes nothing smaller. */
async function compileSmall(): Promise<Buffer> {
  const [source, path] = ['main.c', 'small'].map((name) => join(workspace.root, name));
  writeFileSync(source!, 'int main(void) { return 0; }');
  const { printed } = await runInImage(tools, {
    command: [
      tools.contract.environment['CC_x86_64_unknown_linux_musl']!,
      ...['-Os', '-s', '-o', 'output', 'main.c'],
    ],
    purpose: 'test',
    input: { path: source!, name: 'main.c' },
    output: { path: path!, maxBytes: 1024 * 1024 },
  });
  expect(printed).toBe('');
  return readFileSync(path!);
}

test('a program with bytes behind its last segment is refused', async () => {
  const program = Buffer.concat([built.get('temporary')!, Buffer.from('its own data')]);
  await workspace.add('temporary', program, needs.temporary.options, runProgram);
  expect(await workspace.compress(needs.temporary.options)).toEqual({ success: false });
  expect(err).toMatch(/^STATIX_UPX_OVERLAY {2}.* carries 12 bytes behind its last segment/);
  expect(workspace.written()).toEqual([]);
});

describe('what the stub unpacks to in memory', () => {
  let folder: string;
  let original: Buffer;

  /** Compares what a packed file unpacks to with a file. */
  async function compare(bytes: Buffer, packed = join(folder, 'packed')) {
    const path = join(folder, 'compared');
    writeFileSync(path, bytes);
    const files = { probe: join(folder, 'probe'), original: path, packed, size: bytes.byteLength };
    const {
      runs: [runPlan],
    } = planProof({
      ...compressSchema.parse({ environment: { A: 'b' } }),
      run: 'required',
    });
    return withProbeImage(engine, files, runPlan, tools.signal, (run) =>
      unpackedMemory(run, ['an argument']),
    );
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'statix-upx-test-'));
    original = built.get('temporary')!;
    await compileProbe(tools, join(folder, 'probe'));
    const packing = await UpxWorkspace.create();
    const silent = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    await packing.add('temporary', original, needs.temporary.options, runProgram);
    await packing.compress(needs.temporary.options);
    silent.mockRestore();
    copyFileSync(join(packing.packed, 'temporary'), join(folder, 'packed'));
    packing.remove();
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('is the original', async () => {
    expect(await compare(original)).toMatchObject({ status: 'pass' });
  });

  test.each(['code', 'constants', 'data'])(
    'attack: one byte of its %s is another',
    async (what) => {
      const other = Buffer.from(original);
      const at = placeIn(other, what);
      other.writeUInt8(other.readUInt8(at) ^ 1, at);
      const check = await compare(other);
      expect(check).toMatchObject({ status: 'fail' });
      expect(check.evidence.join('\n')).toMatch(/^segment \d: 1 of \d+ bytes are others/);
    },
  );

  test('attack: a segment can be written to that could not', async () => {
    const other = Buffer.from(original);
    // The flags of the first segment that is only readable.
    const header = programHeaders(other).find(({ type, flags }) => type === 1 && flags === 4)!;
    other.writeUInt32LE(6, header.at + 4);
    const { status, evidence } = await compare(other);
    expect(status).toBe('fail');
    expect(evidence).toContainEqual(expect.stringMatching(/is mapped r--p, not rw-p/));
  });

  test('a program that is not packed is itself', async () => {
    expect(await compare(original, join(folder, 'compared'))).toMatchObject({ status: 'pass' });
  });

  test('attack: what it unpacks to never begins', async () => {
    const other = Buffer.from(original);
    const entry = placeIn(other, 'entry');
    other.fill(0x90, entry, entry + 32);
    expect(await compare(other)).toMatchObject({
      status: 'fail',
      evidence: [expect.stringMatching(/before the program began$/)],
    });
  });
});

test('what a packed program finds out about itself', async () => {
  const options = { args: ['x'], expectedExitCode: 0, environment: { A: 'b' } };
  await workspace.add('facts', built.get('facts')!, options, runProgram);
  expect([await workspace.compress(options), err]).toEqual([{ success: true }, '']);
  const {
    runs: [runPlan],
  } = planProof({ ...compressSchema.parse(options), run: 'required' });
  const said = async (path: string) => (await runProgram(path, runPlan, 'facts')).stdout.toString();
  const before = await said(join(workspace.binaries, 'facts'));
  const after = await said(join(workspace.packed, 'facts'));
  const line = (text: string, name: string) => new RegExp(`^${name} .*$`, 'm').exec(text)?.[0];
  for (const same of ['arguments', 'exe']) expect(line(after, same)).toBe(line(before, same));
  // One variable more, whose name is three spaces.
  expect(line(after, 'env')).toBe(line(before, 'env')?.replace(/^env /, 'env    ,'));
  // What it runs is memory of its own, and no page of its file.
  expect(line(before, 'code of the file')).toBe('code of the file 1');
  expect(line(after, 'code of the file')).toBe('code of the file 0');
  const { elf } = await openElf(join(workspace.packed, 'facts'));
  expect(elf).toMatchObject({ sections: { state: 'absent' }, notes: [] });
  // It reads its own file packed.
  expect(line(after, 'size')).toBe(`size ${statSync(join(workspace.packed, 'facts')).size}`);
  expect(before).toContain('main::main');
  expect(after).not.toContain('main::main');
  expect(out).toContain('its symbols are not in the packed file: backtraces have addresses');
});

test('where memory that was written to cannot be executed, a packed program does not start', async () => {
  const options = { expectedExitCode: 0 };
  await workspace.add('facts', built.get('facts')!, options, runProgram);
  expect([await workspace.compress(options), err]).toEqual([{ success: true }, '']);
  const { paths } = tools.contract;
  const start = async (started: Buffer) => {
    let said = '';
    const { result } = await engine.runContainer(
      {
        image: tools.imageId,
        command: ['./strict'],
        environment: {},
        workingDirectory: paths.workspace,
        user: '65534:65534',
        purpose: 'test',
        network: 'none',
        limits: {},
      },
      {
        stdout: (chunk) => (said += chunk.toString()),
        stderr: (chunk) => (said += chunk.toString()),
      },
      {
        before: (container) =>
          container.putArchive(
            paths.workspace,
            packArchive([
              { path: 'strict', mode: 0o755, content: built.get('strict')! },
              { path: 'started', mode: 0o755, content: started },
            ]),
          ),
      },
    );
    return { signal: result.signal, said };
  };
  const before = await start(built.get('facts')!);
  // Linux has it since 6.3.
  if (before.said.includes('no PR_SET_MDWE')) return;
  expect(before).toMatchObject({
    signal: undefined,
    said: expect.stringContaining('arguments') as string,
  });
  expect(await start(workspace.read('facts'))).toEqual({ signal: 'SIGSEGV', said: '' });
});

interface Header {
  readonly at: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

function programHeaders(file: Buffer): Header[] {
  const start = Number(file.readBigUInt64LE(32));
  return Array.from({ length: file.readUInt16LE(56) }, (_, index) => {
    const at = start + index * 56;
    const word = (offset: number) => Number(file.readBigUInt64LE(at + offset));
    return {
      at,
      type: file.readUInt32LE(at),
      flags: file.readUInt32LE(at + 4),
      ...{ offset: word(8), address: word(16), size: word(32) },
    };
  });
}

/** An offset in the file: in the middle of what is meant, or of the entry point. */
function placeIn(file: Buffer, what: string): number {
  const flags = { code: 5, entry: 5, constants: 4, data: 6 }[what];
  const segment = programHeaders(file).find((one) => one.type === 1 && one.flags === flags)!;
  if (what !== 'entry') return segment.offset + Math.floor(segment.size / 2);
  return Number(file.readBigUInt64LE(24)) - segment.address + segment.offset;
}
