// What of the recipe a program is made of, as one digest: its proof holds as long as that is the same.
// Whatever is not known to have no part in a program counts.
import { createHash } from 'node:crypto';
import { countedStages, readsOf, readStages } from './dockerfile-stages.mjs';

/**
 * Stages whose results take no part in making a program: tools that only look at one, or at its source.
 * They count for nothing where the image copies them.
 */
const TOOL_STAGES = new Set(['tools']);

/** Files that make no difference to what the image compiles. */
const irrelevant = [
  // What the finished image is checked with.
  /^check\//,
  /^libraries\/[^/]+\/check\//,
  // What the recipe has for other compilers than its own, which builds the programs.
  /^toolchains\//,
  // Settings of a place for its network; no part of the image.
  /^site\//,
  /\.md$/,
  // What `image-lock` makes the lock from. The lock counts.
  /^packages\/[^/]+\.list$/,
  /^crates\/Cargo\.(?:toml|lock)$/,
  /^tools\/Cargo\.(?:toml|lock)$/,
  // Documents of the image for people and scanners; and the names of tools for the contract.
  /^contract\/(?:write-sbom\.sh|write-notices\.sh|tools\.list)$/,
  // Counted by what they come to: pieces of the lock, and how sources are unpacked.
  /^lock\.json$/,
  /^sources\.json$/,
  /^steps\/read-lock\.pl$/,
  // Counted by its instructions.
  /^Dockerfile$/,
  // Addresses of archives. What comes from there is known by its sha256.
  /^lock:providers$/,
];

/**
 * @typedef {object} Recipe
 * @property {string} definition text of statix-image.json
 * @property {ReadonlyMap<string, string>} files digests by path in the recipe
 * @property {string} dockerfile with the stages of the libraries
 * @property {ReadonlyMap<string, string>} lock its pieces, by path, as the stage `lock` writes them
 * @property {readonly import('./used-libraries.mjs').SysrootLibrary[]} libraries
 */

/**
 * @param {Recipe} recipe
 * @param {readonly string[]} used libraries, with those that they need
 * @returns {string} sha256, hex
 */
export function digestOfParts(recipe, used) {
  const parts = [...countedParts(recipe, new Set(used))].sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify(parts));
}

/**
 * By name, what counts: `statix-image.json`, `stage:musl`, `lock:files/runtime`, or the path of a file.
 *
 * @param {Recipe} recipe
 * @param {ReadonlySet<string>} used
 * @returns {Map<string, string>}
 */
export function countedParts({ definition, files, dockerfile, lock, libraries }, used) {
  const others = new Set(libraries.map(({ name }) => name).filter((name) => !used.has(name)));
  const { head, stages } = readStages(dockerfile);
  const counted = countedStages(stages, (name) => TOOL_STAGES.has(name) || others.has(name));
  const needed = readsOfStages(counted);
  const known = readsOfStages(stages);

  /** Whether only stages that do not count read it. What no stage reads counts. */
  const spare = (kind, path) => covers(known[kind], path) && !covers(needed[kind], path);

  const parts = new Map([
    ['statix-image.json', sha256(definition)],
    ['stage:', sha256(JSON.stringify(head))],
  ]);
  for (const { name, from, instructions } of counted) {
    parts.set(`stage:${name}`, sha256(JSON.stringify([from, instructions])));
  }
  for (const [path, digest] of files) {
    const library = /^libraries\/([^/]+)\//.exec(path)?.[1];
    if (library !== undefined && others.has(library)) continue;
    if (isIrrelevant(path) || spare('files', path)) continue;
    parts.set(path, digest);
  }
  for (const [path, text] of lock) {
    const source = /^(?:sources|unpack)\/(.+)$/.exec(path)?.[1];
    if (source !== undefined && others.has(source)) continue;
    if (isIrrelevant(`lock:${path}`) || spare('pieces', path)) continue;
    // All sources are in one piece, each line beginning with the name of the source.
    const lines = text.split('\n').filter((line) => {
      return path !== 'files/sources' || !others.has(line.split('\t')[0]);
    });
    parts.set(`lock:${path}`, sha256(lines.join('\n')));
  }
  return parts;
}

/** @param {string} path */
const isIrrelevant = (path) => irrelevant.some((pattern) => pattern.test(path));

/** @param {readonly import('./dockerfile-stages.mjs').Stage[]} stages */
function readsOfStages(stages) {
  const reads = stages.flatMap(({ instructions }) => instructions.map(readsOf));
  return {
    files: reads.flatMap(({ files }) => files),
    pieces: reads.flatMap(({ pieces }) => pieces),
  };
}

/** @param {readonly string[]} read @param {string} path */
const covers = (read, path) => read.some((from) => path === from || path.startsWith(`${from}/`));

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
