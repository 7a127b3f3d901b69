import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { execaSync } from 'execa';
import { parse } from 'smol-toml';
import { declaredDependencies } from '../manifest/declared-dependencies.js';
import { manifestSchema } from '../manifest/manifest-schema.js';
import { entriesAt, isTable } from '../toml/toml-table.js';

/** A project that publishes its workspace as one crate each. */
export interface PublishedProject {
  /** Crates to start from, as for [dependencies]. */
  readonly heads: Readonly<Record<string, string>>;
  /** Names of the crates that are members of its workspace. */
  readonly members: RegExp;
}

/**
 * Puts the workspace of a project together again from its published crates: each in a folder of its
 * name beside the others, with the manifest as its authors wrote it (`Cargo.toml.orig`), below a root
 * that has what the members inherit. What they name by path and did not publish becomes an empty crate.
 *
 * @returns names of the members
 */
export function publishedWorkspace(root: string, project: PublishedProject): string[] {
  const sources = fetched(join(root, '..', `${basename(root)}-fetch`), project.heads);
  const members = new Map<string, string>();
  for (const folder of sources) {
    const match = /^(.+?)-(\d+\.\d+\.\d+.*)$/.exec(basename(folder));
    const name = match?.[1];
    if (name === undefined || !project.members.test(name)) continue;
    // Only one version of a name can be a member.
    if (!members.has(name)) members.set(name, folder);
  }
  const inherited = new Map<string, string>();
  for (const [name, folder] of members) {
    const to = join(root, 'crates', name);
    cpSync(folder, to, { recursive: true });
    const original = join(to, 'Cargo.toml.orig');
    if (existsSync(original)) cpSync(original, join(to, 'Cargo.toml'));
    for (const extra of ['Cargo.lock', 'Cargo.toml.orig', '.cargo-ok']) {
      rmSync(join(to, extra), { force: true });
    }
    inherit(inherited, join(to, 'Cargo.toml'), join(folder, 'Cargo.toml'), members);
  }
  const places = new Map([...members.keys()].sort().map((name) => [name, `crates/${name}`]));
  for (const name of members.keys()) placeInside(name, places, root);
  writeFileSync(join(root, 'Cargo.toml'), rootManifest([...places.values()], inherited));
  for (const place of places.values()) addMissing(join(root, place), root);
  return [...members.keys()].sort();
}

/** The folders of all crates that the heads lead to, by `cargo fetch`. */
function fetched(folder: string, heads: Readonly<Record<string, string>>): string[] {
  mkdirSync(folder, { recursive: true });
  const dependencies = Object.entries(heads).map(([name, version]) => `${name} = ${version}`);
  writeFileSync(
    join(folder, 'Cargo.toml'),
    `[package]\nname = "heads"\nversion = "0.0.0"\nedition = "2024"\n[lib]\npath = "lib.rs"\n[workspace]\n[dependencies]\n${dependencies.join('\n')}\n`,
  );
  writeFileSync(join(folder, 'lib.rs'), '');
  execaSync('cargo', ['fetch', '--quiet'], { cwd: folder });
  const lock = parse(readFileSync(join(folder, 'Cargo.lock'), 'utf8'));
  const registry = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry/src');
  return (lock['package'] as { name: string; version: string; source?: string }[]).flatMap(
    ({ name, version, source }) =>
      source === undefined
        ? []
        : readdirSync(registry)
            .map((index) => join(registry, index, `${name}-${version}`))
            .filter((path) => existsSync(path))
            .slice(0, 1),
  );
}

/** Collects what a manifest takes from its workspace, with the value that it had when it was published. */
function inherit(
  inherited: Map<string, string>,
  original: string,
  published: string,
  members: ReadonlyMap<string, string>,
): void {
  const document = manifestSchema.parse(parse(readFileSync(original, 'utf8')));
  const normalized = manifestSchema.parse(parse(readFileSync(published, 'utf8')));
  const versions = new Map(
    declaredDependencies(normalized).map(({ alias, entry }) => [alias, entry]),
  );
  for (const { alias, entry } of declaredDependencies(document)) {
    if (typeof entry === 'string' || entry.workspace !== true) continue;
    const before = versions.get(alias);
    const name = (typeof before === 'object' ? before.package : undefined) ?? alias;
    const renamed = name === alias ? '' : `package = "${name}", `;
    const place = members.has(name) ? `path = "crates/${name}"` : 'version = "*"';
    inherited.set(`dependencies.${alias}`, `{ ${renamed}${place}, default-features = false }`);
  }
  const own = entriesAt(parse(readFileSync(published, 'utf8')), 'package');
  const before = new Map(own);
  for (const [field, value] of entriesAt(parse(readFileSync(original, 'utf8')), 'package')) {
    if (!isTable(value) || value['workspace'] !== true) continue;
    inherited.set(`package.${field}`, JSON.stringify(before.get(field) ?? ''));
  }
}

function rootManifest(members: readonly string[], inherited: ReadonlyMap<string, string>): string {
  const lines = (table: string) =>
    [...inherited]
      .filter(([key]) => key.startsWith(`${table}.`))
      .map(([key, value]) => `${JSON.stringify(key.slice(table.length + 1))} = ${value}`)
      .join('\n');
  return `[workspace]
resolver = "3"
members = [${members.map((place) => `"${place}"`).join(', ')}]
[workspace.package]
${lines('package')}
[workspace.lints.rust]
unused = "warn"
[workspace.dependencies]
${lines('dependencies')}
`;
}

/** Moves members that one of them has inside of its own folder (`macros`, `derive`) to that place. */
function placeInside(name: string, places: Map<string, string>, root: string): void {
  const member = join(root, places.get(name) ?? '');
  const document = manifestSchema.parse(parse(readFileSync(join(member, 'Cargo.toml'), 'utf8')));
  for (const { alias, entry } of declaredDependencies(document)) {
    if (typeof entry === 'string' || entry.path === undefined) continue;
    const inner = entry.package ?? alias;
    const place = relative(root, join(member, entry.path));
    const now = places.get(inner);
    if (now === undefined || now === place || place.startsWith('..')) continue;
    if (existsSync(join(root, place)) || now !== `crates/${inner}`) continue;
    mkdirSync(join(root, place, '..'), { recursive: true });
    renameSync(join(root, now), join(root, place));
    places.set(inner, place);
  }
}

/** Empty crates where paths lead to what was not published (tests, tools, examples). */
function addMissing(member: string, root: string): void {
  const document = manifestSchema.parse(parse(readFileSync(join(member, 'Cargo.toml'), 'utf8')));
  for (const { alias, entry } of declaredDependencies(document)) {
    if (typeof entry === 'string' || entry.path === undefined) continue;
    const folder = join(member, entry.path);
    if (existsSync(join(folder, 'Cargo.toml')) || relative(root, folder).startsWith('..')) continue;
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(
      join(folder, 'Cargo.toml'),
      `[package]\nname = "${entry.package ?? alias}"\nversion = "0.0.0"\nedition = "2021"\n`,
    );
    writeFileSync(join(folder, 'src/lib.rs'), '');
  }
}
