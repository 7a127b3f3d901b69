import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectEngine, packArchive } from '@statix/engine';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const PARTS = ['Dockerfile', 'alpine', 'empty', 'postgres'];
const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];

/**
 * Makes the image of one stage of the Dockerfile in this folder, unless it is there already for the
 * same files and the same base.
 * @param {'scratch' | 'debian' | 'alpine' | 'postgres'} stage
 * @returns {Promise<string>} its name
 */
export async function provideImage(stage) {
  const engine = await connectEngine();
  const base = baseOfTheRecipe();
  const baseFacts = await engine.findImage(base);
  if (!baseFacts) throw new Error(`${base} is not on the engine; npm run demo makes it`);
  const files = PARTS.flatMap(filesOf);
  const reference = `statix.local/validation-${stage}:${digest(files, baseFacts.id)}`;
  if (await engine.findImage(reference)) return reference;

  const log = [];
  const proxies = PROXIES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  try {
    await engine.buildImage({
      context: packArchive(files.map(archiveEntry)),
      target: stage,
      buildArguments: { BASE: base, ...Object.fromEntries(proxies) },
      labels: {},
      reference,
      onEvent: (event) => event.kind === 'log' && log.push(event.line),
    });
  } catch (error) {
    throw new Error(`the image ${reference} was not made:\n${log.slice(-20).join('\n')}`, {
      cause: error,
    });
  }
  return reference;
}

/** What the image of this repository starts from. */
function baseOfTheRecipe() {
  const definition = join(REPOSITORY, 'images/statix/statix-image.json');
  return JSON.parse(readFileSync(definition, 'utf8')).base;
}

/** @param {string} part @returns {string[]} */
function filesOf(part) {
  const path = join(FOLDER, part);
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** @param {string[]} files @param {string} base */
function digest(files, base) {
  const hash = createHash('sha256').update(base);
  for (const file of files) hash.update(`\0${relative(FOLDER, file)}\0`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** @param {string} file */
function archiveEntry(file) {
  const { size, mode } = statSync(file);
  return {
    path: relative(FOLDER, file),
    mode: mode & 0o100 ? 0o755 : 0o644,
    content: { size, open: () => createReadStream(file) },
  };
}
