// npm run starter: compiles packages/proof/src/starter/start.c with the compiler of this repository's image, and
// writes the program as text that goes into every bundle. `--check` writes nothing and fails when the file is not
// what the source compiles to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectEngine, packArchive } from '@statix/engine';
import { identifyImage, readImageContract, readImageDefinition } from '@statix/toolchain';
import { settle } from './settle.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'packages/proof/src/starter');
const MOST_BYTES = 64 * 1024;

/** No start code, no library, no note, no date: what is in the program is what is in start.c. */
const flags = [
  ...['--target=x86_64-unknown-linux-musl', '-Os', '-Wall', '-Wextra', '-Werror'],
  ...['-ffreestanding', '-fno-builtin', '-nostdlib', '-static', '-fno-pie'],
  ...['-fno-stack-protector', '-fno-asynchronous-unwind-tables', '-fno-ident', '-fuse-ld=lld'],
  ...['-Wl,--build-id=none', '-Wl,-s', '-Wl,-z,noexecstack', '-Wl,-z,max-page-size=4096'],
];

const program = await compile(readFileSync(join(folder, 'start.c')));
const lines = program.toString('base64').match(/.{1,92}/g) ?? [];
const text = [
  '// Written by tools/generate/starter.mjs from start.c: edit that, and run npm run starter.',
  `/** A static program for Linux on x86-64 of ${program.byteLength} bytes; what it does is in start.c. */
export const STARTER_BASE64 = [${lines.map((line) => `'${line}'`).join(',')}].join('');`,
].join('\n\n');
const check = process.argv.includes('--check');
const path = join(folder, 'start-program.ts');
if ((await settle(path, text, { parser: 'typescript', check })) && check) {
  console.error('start-program.ts is not what start.c compiles to (run npm run starter)');
  process.exit(1);
}

/** @param {Buffer} source */
async function compile(source) {
  const engine = await connectEngine();
  const wanted =
    process.env['STATIX_STARTER_IMAGE'] ??
    identifyImage(await readImageDefinition(root, 'images/statix/statix-image.json')).reference;
  const image = await engine.findImage(wanted);
  if (image === undefined) throw new Error(`${wanted} is not on the engine; npm run demo makes it`);
  const { tools, paths } = await readImageContract(engine, image.id);
  const clang = tools.find(({ name }) => name === 'clang').path;
  let printed = '';
  const keep = (chunk) => (printed += chunk.toString());
  const { value } = await engine.runContainer(
    {
      image: image.id,
      command: [clang, ...flags, '-ostart', 'start.c'],
      environment: {},
      workingDirectory: paths.workspace,
      user: '65534:65534',
      purpose: 'starter',
      network: 'none',
      limits: {},
    },
    { stdout: keep, stderr: keep },
    {
      before: (container) =>
        container.putArchive(
          paths.workspace,
          packArchive([{ path: 'start.c', mode: 0o644, content: source }]),
        ),
      after: async (container, { exitCode }) => {
        if (exitCode !== 0) return undefined;
        const { content } = await container.getFile(`${paths.workspace}/start`, {
          maxBytes: MOST_BYTES,
        });
        const chunks = [];
        for await (const chunk of content) chunks.push(chunk);
        return Buffer.concat(chunks);
      },
    },
  );
  if (value === undefined) throw new Error(`start.c does not compile:\n${printed}`);
  return value;
}
