// Writes into the README what `npm run demo` prints, from a run of it (from Nx's cache where it has been
// run). Needs a container engine and the image, so npm test calls it with --check after it has built the
// program: then nothing is written, and it fails when the README says something else.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Checks that the README leaves out: what remains is what a reader asks first. */
const leftOut = [
  ...['elf-class', 'machine', 'segment-layout', 'entry-point', 'no-library-search-path'],
  ...['no-rwx-segment', 'non-executable-stack', 'no-text-relocations', 'overlay'],
  ...['build-information'],
];

/** The lines of a run that say what came of it; not those of cargo, which tell times. */
export function excerptOf(output) {
  const lines = stripVTControlCharacters(output).split('\n');
  const first = lines.findIndex((line) => /^dist\/static\//.test(line));
  const last = lines.findLastIndex((line) => /^dist\/static\/.* bytes {2}profile /.test(line));
  if (first === -1 || last <= first) throw new Error(`no result in what was printed:\n${output}`);
  const kept = lines
    .slice(first, last + 1)
    .filter((line) => line !== '' && !line.startsWith('> '))
    .filter((line) => !leftOut.some((id) => line.trimStart().split(/\s+/)[1] === id));
  return `$ npm run demo\n${kept.join('\n')}\n`;
}

/** @returns the README with that excerpt in the place of the one that it has */
export function withExcerpt(readme, excerpt) {
  const block = /^```\n\$ npm run demo\n[\s\S]*?^```$/m;
  if (!block.test(readme))
    throw new Error('README.md has no block that begins with $ npm run demo');
  return readme.replace(block, () => `\`\`\`\n${excerpt}\`\`\``);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { stdout } = await execa(
    process.execPath,
    [
      join(root, 'node_modules/nx/dist/bin/nx.js'),
      'run',
      'hello-static:static',
      '--outputStyle=static',
    ],
    { cwd: root },
  );
  const path = join(root, 'README.md');
  const readme = readFileSync(path, 'utf8');
  const written = withExcerpt(readme, excerptOf(stdout));
  if (written !== readme) {
    if (process.argv.includes('--check')) {
      console.error(
        'README.md does not show what npm run demo prints.\n  node tools/generate/readme-excerpt.mjs',
      );
      process.exitCode = 1;
    } else {
      writeFileSync(path, written);
    }
  }
}
