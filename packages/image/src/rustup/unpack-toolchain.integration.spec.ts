import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectEngine, packArchive, type ArchiveEntry } from '@statix/engine';
import { component, HOST, type Component } from '../testing/dist-server.js';

const images = join(__dirname, '../../../../images/statix');
const { base } = JSON.parse(readFileSync(join(images, 'statix-image.json'), 'utf8')) as {
  base: string;
};
const VERSION = '1.95.0';

/** Runs the step of the recipe on these archives, as a build of the image does, and lists what comes of it. */
async function unpack(archives: readonly Component[]): Promise<{ code: number; output: string }> {
  const step = (path: string): Buffer => readFileSync(join(images, 'recipe', path));
  const files: Record<string, Buffer> = {
    'run/statix/steps/prelude.sh': step('steps/prelude.sh'),
    'run/statix/steps/unpack-toolchain.sh': step('toolchains/rustup/steps/unpack-toolchain.sh'),
    ...Object.fromEntries(
      archives.map(({ name, archive }) => [`run/statix/files/${name}.tar.gz`, archive] as const),
    ),
  };
  const entries = Object.entries(files).map(([path, content]): ArchiveEntry => ({
    path,
    mode: 0o644,
    content,
  }));
  const engine = await connectEngine();
  const image = await engine.findImage(base);
  if (image === undefined) throw new Error(`${base} is not on the engine`);
  let output = '';
  const { result } = await engine.runContainer(
    {
      image: image.id,
      command: [
        'bash',
        '-c',
        'bash /run/statix/steps/unpack-toolchain.sh && cd /out && find . -type f -printf "%m %P\n" | sort -k 2',
      ],
      environment: {},
      purpose: 'test',
      network: 'none',
      limits: { pids: 256 },
    },
    {
      stdout: (chunk) => (output += chunk.toString('utf8')),
      stderr: (chunk) => (output += chunk.toString('utf8')),
    },
    { before: (container) => container.putArchive('/', packArchive(entries)) },
  );
  return { code: result.exitCode, output };
}

test('components as rust-installer has them, without documentation, in one tree', async () => {
  const { code, output } = await unpack([
    await component('rustc', VERSION, HOST, {
      'bin/rustc': 'rustc',
      'lib/librustc_driver.so': 'lib',
      'share/doc/rust/README.md': 'doc',
    }),
    await component('rust-std', VERSION, HOST, { [`lib/rustlib/${HOST}/lib/libstd.rlib`]: 'std' }),
  ]);
  expect(output.split('\n').filter((line) => /^\d{3} /.test(line))).toEqual([
    '755 bin/rustc',
    '644 lib/librustc_driver.so',
    `644 lib/rustlib/${HOST}/lib/libstd.rlib`,
  ]);
  expect(code).toBe(0);
});

test('fault: a component that would write outside of its folder ends the build', async () => {
  const { code, output } = await unpack([
    await component('rustc', VERSION, HOST, { 'lib/../../etc/passwd': 'x' }),
  ]);
  expect(code).not.toBe(0);
  expect(output).toContain("contains '..'");
});
