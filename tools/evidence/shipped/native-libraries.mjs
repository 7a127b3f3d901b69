// Which native libraries a finished, stripped program shows, by its own bytes and the archives of the image: neither
// the linker's record nor the contents nor the bill of materials is asked. Three ways:
//
// - texts that the archives of one component of the image have, and those of no other, found again in the program;
// - signs: texts that authors wrote into libraries that the image does not have;
// - names of C and C++ files, which assertions leave: each has to be of a library that is known here.

/** Runs of printable characters; shorter ones are in many programs by chance. */
const SHORTEST = 12;
/** So many texts of one component say that it is there... */
const ENOUGH = 3;
/** ...if they are so much of all that it alone has: others use the same words, and some of the same assembler. */
const SHARE = 0.001;

/** @type {Readonly<Record<string, RegExp>>} */
export const signs = {
  librdkafka: /librdkafka/,
  rocksdb: /rocksdb\.[a-z-]+/,
  nanopb: /wrong wire type|invalid wire_type|varint overflow/,
  libgit2: /libgit2/,
  libssh2: /SSH-2\.0-libssh2_/,
  jemalloc: /<jemalloc>: /,
  mimalloc: /mimalloc: /,
};

/**
 * Whose C and C++ files have such names. OpenSSL compiles by paths below its own root.
 *
 * @type {readonly (readonly [library: string, name: RegExp])[]}
 */
const owners = [
  ['openssl', /^(?:crypto|ssl|providers|engines|include\/(?:internal|crypto|openssl))\//],
  ['libunwind', /\/libunwind\/src\//],
  ['curl', /(?:^|\/)curl\/lib\//],
  ['nghttp2', /(?:^|\/)nghttp2\/lib\//],
  ['librdkafka', /\/librdkafka\/src\/rd\w*\.[ch]$/],
  ['libpq', /(?:^|\/)fe-[a-z-]+\.c$/],
  ['sqlite', /^os_unix\.c$/],
  ['libc++abi', /\/libcxxabi\/src\//],
  ['rocksdb', /^(?:rocksdb\/|include\/rocksdb\/)/],
];

/** With a folder, or of at least four letters: shorter ones are in encoded data by chance. */
const FILE_NAME = /(?:[\w.+-]*\/[\w./+-]+|[a-z][a-z0-9_-]{3,})\.(?:c|cc|cpp|cxx|h|hpp|S)(?![\w.])/g;

/**
 * @param {Buffer} bytes
 * @returns {Set<string>} runs of printable ASCII
 */
function textsOf(bytes) {
  const run = new RegExp(`[\\x20-\\x7e]{${SHORTEST},}`, 'g');
  return new Set(bytes.toString('latin1').match(run) ?? []);
}

/**
 * @param {readonly { component: string, bytes: Buffer }[]} archives of the image
 * @returns {Map<string, Set<string>>} by component, what no other component has
 */
export function distinctiveTexts(archives) {
  /** @type {Map<string, string | null>} null: of several */
  const owner = new Map();
  for (const { component, bytes } of archives)
    for (const text of textsOf(bytes)) {
      const known = owner.get(text);
      owner.set(text, known === undefined || known === component ? component : null);
    }
  /** @type {Map<string, Set<string>>} */
  const texts = new Map();
  for (const [text, component] of owner) {
    if (component === null) continue;
    texts.set(component, (texts.get(component) ?? new Set()).add(text));
  }
  return texts;
}

/**
 * @param {Buffer} program
 * @param {Map<string, Set<string>>} texts of {@link distinctiveTexts}
 * @returns `shown`: libraries, and by what. `faint`: texts of a component, too few to say that it is there.
 *   `unknownFiles`: names of C and C++ files that are of no library that is known here.
 */
export function shownBy(program, texts) {
  /** @type {Map<string, string[]>} */
  const shown = new Map();
  const add = (/** @type {string} */ library, /** @type {string} */ by) => {
    shown.set(library, [...(shown.get(library) ?? []), by]);
  };
  /** @type {string[]} */
  const faint = [];
  const inside = textsOf(program);
  for (const [component, all] of texts) {
    const count = [...all].filter((text) => inside.has(text)).length;
    const said = `${count} of ${all.size} texts`;
    if (count >= ENOUGH && count >= all.size * SHARE) add(component, said);
    else if (count >= ENOUGH) faint.push(`${component} (${said})`);
  }
  const text = program.toString('latin1');
  for (const [library, sign] of Object.entries(signs)) {
    const found = sign.exec(text)?.[0];
    if (found !== undefined) add(library, `the text “${found}”`);
  }
  /** @type {Map<string, number>} */
  const files = new Map();
  /** @type {string[]} */
  const unknownFiles = [];
  for (const name of new Set([...inside].flatMap((one) => one.match(FILE_NAME) ?? []))) {
    const library = owners.find(([, pattern]) => pattern.test(name))?.[0];
    if (library === undefined) unknownFiles.push(name);
    else files.set(library, (files.get(library) ?? 0) + 1);
  }
  for (const [library, count] of files) add(library, `${count} names of files`);
  return {
    shown: [...shown]
      .map(([library, by]) => ({ library, by }))
      .sort((left, right) => (left.library < right.library ? -1 : 1)),
    faint: faint.sort(),
    unknownFiles: unknownFiles.sort(),
  };
}
