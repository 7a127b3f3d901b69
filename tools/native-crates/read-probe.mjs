// A probe is one file, probes/<name>.rs: a Cargo manifest between two lines `---`, as in Cargo's own
// single-file packages (RFC 3502), and the program. Besides Cargo's tables it has
//   [package.metadata.probe]
//   crates = ["rocksdb"]     what the table shows; the dependencies when absent
//   prints = "…"             regular expression that the program's output has to match
//   fails = "signature-id"   where it cannot work: the diagnosis that the log has to be given
//   note = "…"               for people who read the table
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'smol-toml';

/** Quicker than the default, and the same compilers and linker: it is the build that is tried. */
const profile = { 'opt-level': 1, 'codegen-units': 256 };

/**
 * @param {string} folder
 * @param {readonly string[]} wanted names; all when empty
 */
export async function readProbes(folder, wanted) {
  const known = (await readdir(folder))
    .filter((file) => file.endsWith('.rs'))
    .map((file) => file.slice(0, -'.rs'.length))
    .sort();
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`No probe ${unknown.join(', ')} in ${folder}. There are: ${known.join(', ')}`);
  }
  const names = wanted.length === 0 ? known : known.filter((name) => wanted.includes(name));
  return Promise.all(
    names.map(async (name) => parseProbe(name, await readFile(join(folder, `${name}.rs`), 'utf8'))),
  );
}

/** @throws Error naming the probe whose manifest cannot be read */
export function parseProbe(name, text) {
  const [, frontMatter, main] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  if (frontMatter === undefined) throw new Error(`${name}.rs has no manifest between lines ---`);
  let manifest;
  try {
    manifest = parse(frontMatter);
  } catch (cause) {
    throw new Error(`The manifest of ${name}.rs cannot be read: ${cause.message}`, { cause });
  }
  const metadata = manifest.package?.metadata?.probe ?? {};
  const dependencies = manifest.dependencies ?? {};
  return {
    name,
    main,
    crates: metadata.crates ?? Object.keys(dependencies),
    features: Object.values(dependencies).flatMap((dependency) => dependency.features ?? []),
    prints: metadata.prints,
    fails: metadata.fails,
    note: metadata.note ?? '',
    manifest: stringify({
      ...manifest,
      // Never the name of a crate.
      package: { name: 'statix-probe', version: '0.0.0', edition: '2021', ...manifest.package },
      profile: { release: profile },
      workspace: {},
    }),
  };
}
