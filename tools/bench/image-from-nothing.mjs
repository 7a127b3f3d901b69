// Builds the image from nothing, twice, and writes docs/benchmarks/image.md: how long it takes with an
// empty builder cache, how large the image is, and whether the two are the same where that is promised.
//   node tools/bench/image-from-nothing.mjs [--once]
// Every step is run (no cache), under names of its own; the images are removed again. With --once the second
// image is the one that `nx run statix-image:image` made earlier, if it is there.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from './bench-workspace.mjs';
import { writeReport } from './write-report.mjs';

const require = createRequire(import.meta.url);
const toolchainModule = (path) => require(join(root, 'packages/toolchain/dist', path));
const { connectEngine, proxyVariables } = require(join(root, 'packages/engine'));
const { identifyImage, readImageDefinition, requireLock } = toolchainModule('index.js');
const { buildContext } = toolchainModule('build/build-context.js');
const { filesAtHand } = toolchainModule('build/files-at-hand.js');
const { siteFiles } = toolchainModule('build/site-files.js');

const LIMIT = { seconds: 600, bytes: 1_500_000_000 };
const once = process.argv.includes('--once');
const definition = await readImageDefinition(root, 'images/statix/statix-image.json');
const identity = identifyImage(definition);
const lock = await requireLock(definition);
const engine = await connectEngine({});
const facts = await engine.facts();

const there = once ? await engine.findImage(identity.reference) : undefined;
const earlier = there === undefined ? undefined : { hashes: await hashes(there.id) };
const builds = [];
try {
  for (let number = 1; number <= (once ? 1 : 2); number += 1) {
    builds.push(await build(number));
    await report();
  }
} finally {
  for (const { reference } of builds) await engine.removeImage(reference);
}
const [first, second = earlier] = builds;
if (first.seconds > LIMIT.seconds || first.bytes > LIMIT.bytes) process.exitCode = 1;
if (second !== undefined && differences(first, second).length > 0) process.exitCode = 1;

async function build(number) {
  const reference = `statix.local/bench:${randomUUID()}`;
  console.log(`Build ${number}, without any cache…`);
  const site = [...(await siteFiles(process.env)), ...(await filesAtHand(lock, process.env))];
  const begun = performance.now();
  const image = await engine.buildImage({
    context: buildContext(definition, identity, site),
    buildArguments: { ...proxyVariables(process.env), ...identity.arguments, BASE: identity.base },
    labels: {},
    reference,
    platform: 'linux/amd64',
    noCache: true,
    onEvent: (event) => {
      if (event.kind !== 'stage-done') return;
      console.log(`  ${event.stage}  ${(event.seconds ?? 0).toFixed(1)} s`);
    },
  });
  const seconds = (performance.now() - begun) / 1000;
  console.log(`  ${seconds.toFixed(0)} s, ${(image.sizeBytes / 1e6).toFixed(0)} MB unpacked`);
  return { reference, seconds, bytes: image.sizeBytes, hashes: await hashes(image.id) };
}

/** sha256 by path: the contract, and every archive and object of the sysroot. */
async function hashes(imageId) {
  let output = '';
  const { result } = await engine.runContainer(
    {
      image: imageId,
      command: [
        'find',
        ...['/opt/statix/contract.json', '/opt/statix/sysroot', '-type', 'f'],
        ...['(', '-name', '*.a', '-o', '-name', '*.o', '-o', '-name', 'contract.json', ')'],
        ...['-exec', 'sha256sum', '{}', '+'],
      ],
      environment: {},
      purpose: 'bench',
      network: 'none',
      limits: {},
    },
    { stdout: (chunk) => (output += chunk.toString('utf8')) },
  );
  if (result.exitCode !== 0) throw new Error(`sha256sum ended with ${result.exitCode}`);
  return new Map(
    output
      .trim()
      .split('\n')
      .map((line) => line.split(/\s+/).reverse()),
  );
}

function differences(left, right) {
  const paths = new Set([...left.hashes.keys(), ...right.hashes.keys()]);
  return [...paths].filter((path) => left.hashes.get(path) !== right.hashes.get(path)).sort();
}

async function report() {
  const [one, two = earlier] = builds;
  const archives = [...one.hashes.keys()].filter((path) => path.endsWith('.a'));
  const lines = [
    '# The image from nothing',
    `Measured by \`node tools/bench/image-from-nothing.mjs\`: every step is run, nothing comes from a builder cache. Recipe identity \`${identity.identity}\`, ${facts.name} ${facts.version}, ${cpus().length} processors, on ${new Date().toISOString().slice(0, 10)}.`,
    '| build | seconds | unpacked |\n| --- | --- | --- |\n' +
      builds
        .map(
          ({ seconds, bytes }, index) =>
            `| ${index + 1} | ${seconds.toFixed(0)} | ${(bytes / 1e6).toFixed(0)} MB |`,
        )
        .join('\n'),
    `Wanted: at most ${LIMIT.seconds} s on 2 processors that do nothing else, and ${LIMIT.bytes / 1e6} MB.`,
    ...(two === undefined ? [] : [comparison(one, two, archives)]),
  ];
  await writeReport('image.md', lines);
  if (two !== undefined) console.log(comparison(one, two, archives));
}

function comparison(one, two, archives) {
  const different = differences(one, two);
  if (different.length === 0) {
    const title =
      two === earlier
        ? 'The same as the image that `nx run statix-image:image` made earlier'
        : 'The two are the same';
    return `${title}: \`contract.json\` (sha256 \`${one.hashes.get('/opt/statix/contract.json')}\`), ${archives.length} archives and ${one.hashes.size - archives.length - 1} objects of the sysroot, byte for byte.`;
  }
  return `They differ in ${different.length} files:\n\n${different.map((path) => `- \`${path}\``).join('\n')}`;
}
