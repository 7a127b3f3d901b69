import { connectEngine, packArchive, type Engine } from '@statix/engine';
import { containerRuns } from '@statix/proof';
import { ensureImage, readImageContract } from '@statix/toolchain';
import { UpxWorkspace } from '../../testing/upx-workspace.js';

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
  const { paths } = await readImageContract(engine, imageId);
  for (const [name, source] of Object.entries(programs)) {
    let printed = '';
    const { result, value } = await engine.runContainer(
      {
        image: imageId,
        command: [
          ...['rustc', '--edition=2021', '-Copt-level=2', '-Cstrip=symbols'],
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
    expect(out).toContain('tested, unpacks to the same bytes, runs from scratch');
    expect(workspace.written()).toEqual([name, `${name}.compress.json`, `${name}.verify.json`]);
    expect(workspace.read(name).byteLength).toBeLessThan(built.get(name)!.byteLength);

    expect(await workspace.compress({ ...less, expectedExitCode: 0 })).toEqual({ success: false });
    expect(err).toMatch(/^STATIX_NOT_VERIFIED {2}/);
    expect(err).toContain(without);
    // What an earlier run packed does not stay beside a failure.
    expect(workspace.written()).toEqual([]);
  },
);
