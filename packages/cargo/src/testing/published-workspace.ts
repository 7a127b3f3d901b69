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
import { entriesAt, isTable, listOf, valueAt, type Table } from '../toml/toml-table.js';

/** A project that publishes its workspace as one crate each. */
export interface PublishedProject {
  /** Crates to start from, as for [dependencies]. */
  readonly heads: Readonly<Record<string, string>>;
  /** Names of the crates that are members of its workspace. */
  readonly members: RegExp;
}

/**
 * Puts the workspace of a project together again from its published crates, with the manifests as their
 * authors wrote them (`Cargo.toml.orig`). Where the package at the root of the workspace is one of them,
 * all of its workspace stands there, and the members are put where it says; otherwise each is in a
 * folder of its name below a root that has what the members inherit. What they name by path and did
 * not publish becomes an empty crate.
 *
 * @returns names of the published members
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
  const atRoot = [...members].find(([, folder]) =>
    isTable(tableIn(originalOf(folder))['workspace']),
  );
  const places = new Map<string, string>();
  for (const [name, folder] of members) {
    const place = name === atRoot?.[0] ? '' : `crates/${name}`;
    copyCrate(folder, join(root, place));
    places.set(name, place);
  }
  if (atRoot === undefined) {
    placeAsNamed([...members.keys()], places, root);
    writeFileSync(join(root, 'Cargo.toml'), rootManifest([...places.values()], inherited(members)));
  } else placeAsNamed([atRoot[0]], places, root);
  addMissing([...places.values()], root);
  return [...members.keys()].sort();
}

function originalOf(folder: string): string {
  const original = join(folder, 'Cargo.toml.orig');
  return existsSync(original) ? original : join(folder, 'Cargo.toml');
}

function tableIn(manifest: string): Table {
  return parse(readFileSync(manifest, 'utf8'));
}

function copyCrate(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  cpSync(originalOf(from), join(to, 'Cargo.toml'));
  for (const extra of ['Cargo.lock', 'Cargo.toml.orig', '.cargo-ok', '.cargo_vcs_info.json'])
    rmSync(join(to, extra), { force: true });
}

/** An entry of a dependency table, with what a missing crate has to have. */
interface Named {
  readonly alias: string;
  readonly name: string;
  readonly path: string | undefined;
  readonly version: string | undefined;
  readonly features: readonly string[];
  readonly inherited: boolean;
}

function named(alias: string, entry: unknown): Named {
  const table = isTable(entry) ? entry : { version: entry };
  const text = (key: string) => (typeof table[key] === 'string' ? table[key] : undefined);
  const features = listOf(table['features']) ?? [];
  return {
    alias,
    name: text('package') ?? alias,
    path: text('path'),
    version: text('version'),
    features: features.filter((feature) => typeof feature === 'string'),
    inherited: table['workspace'] === true,
  };
}

function dependenciesOf(table: Table): Named[] {
  return declaredDependencies(manifestSchema.parse(table)).map(({ alias, entry }) =>
    named(alias, entry),
  );
}

function inheritable(table: Table): Named[] {
  return entriesAt(table, 'workspace', 'dependencies').map(([alias, entry]) => named(alias, entry));
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

/** What the manifests take from their workspace, with the values that it had when they were published. */
function inherited(members: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of members.values()) {
    const document = tableIn(originalOf(folder));
    const published = tableIn(join(folder, 'Cargo.toml'));
    const before = new Map(dependenciesOf(published).map((entry) => [entry.alias, entry]));
    for (const { alias, inherited: fromRoot } of dependenciesOf(document)) {
      if (!fromRoot) continue;
      const was = before.get(alias);
      const name = was?.name ?? alias;
      const renamed = name === alias ? '' : `package = "${name}", `;
      // Without a version it is a path of the workspace that only its tests use.
      const isMember = members.has(name) || was === undefined;
      const place = isMember ? `path = "crates/${name}"` : `version = "${was.version ?? '*'}"`;
      found.set(`dependencies.${alias}`, `{ ${renamed}${place}, default-features = false }`);
    }
    const own = new Map(entriesAt(published, 'package'));
    for (const [field, value] of entriesAt(document, 'package')) {
      if (!isTable(value) || value['workspace'] !== true) continue;
      found.set(`package.${field}`, JSON.stringify(own.get(field) ?? ''));
    }
  }
  return found;
}

function rootManifest(members: readonly string[], taken: ReadonlyMap<string, string>): string {
  const lines = (table: string) =>
    [...taken]
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

/**
 * Moves members to where the manifests of others say that they are (`macros`, `derive` within another),
 * beginning with those whose own place is known.
 */
function placeAsNamed(known: readonly string[], places: Map<string, string>, root: string): void {
  const waiting = [...known];
  const moved = new Set(known.filter((name) => places.get(name) === ''));
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const place = places.get(name) ?? '';
    const table = tableIn(join(root, place, 'Cargo.toml'));
    for (const { name: inner, path } of [...dependenciesOf(table), ...inheritable(table)]) {
      if (path === undefined || moved.has(inner)) continue;
      const now = places.get(inner);
      const wanted = join(place, path).replace(/\/$/, '');
      if (now === undefined || wanted.startsWith('..')) continue;
      if (now !== wanted) {
        if (existsSync(join(root, wanted))) continue;
        mkdirSync(join(root, wanted, '..'), { recursive: true });
        renameSync(join(root, now), join(root, wanted));
        places.set(inner, wanted);
      }
      moved.add(inner);
      waiting.push(inner);
    }
  }
}

/** What stands in the place of a crate that was not published: tests, tools, examples. */
interface MissingCrate {
  readonly name: string;
  /** One that meets what is required of it. */
  readonly version: string;
  readonly features: Set<string>;
}

/** Empty crates where paths and the list of members lead to what was not published. */
function addMissing(places: readonly string[], root: string): void {
  const top = tableIn(join(root, 'Cargo.toml'));
  const shared = new Map(inheritable(top).map((entry) => [entry.alias, entry]));
  const missing = new Map<string, MissingCrate>();
  const want = (
    from: string,
    { name, path, version }: Named,
    features: readonly string[],
  ): void => {
    if (path === undefined) return;
    const folder = join(root, from, path);
    if (existsSync(join(folder, 'Cargo.toml')) || relative(root, folder).startsWith('..')) return;
    const [major = '0', minor = '0', patch = '0'] = (version ?? '').match(/\d+/g) ?? [];
    const crate = missing.get(folder) ?? {
      ...{ name, version: `${major}.${minor}.${patch}`, features: new Set<string>() },
    };
    for (const feature of features) crate.features.add(feature);
    missing.set(folder, crate);
  };
  for (const entry of shared.values()) want('', entry, entry.features);
  for (const place of places) {
    const table = tableIn(join(root, place, 'Cargo.toml'));
    const forwarded = entriesAt(table, 'features').flatMap(([, turnsOn]) => listOf(turnsOn) ?? []);
    for (const entry of dependenciesOf(table)) {
      const atTop = entry.inherited ? shared.get(entry.alias) : undefined;
      const features = forwarded.flatMap((feature) => {
        const [, alias, name] = /^(.+?)\??\/(.+)$/.exec(String(feature)) ?? [];
        return alias === entry.alias && name !== undefined ? [name] : [];
      });
      want(atTop === undefined ? place : '', atTop ?? entry, [...entry.features, ...features]);
    }
  }
  for (const member of listOf(valueAt(top, 'workspace', 'members')) ?? []) {
    if (typeof member !== 'string' || /[*?[]/.test(member)) continue;
    const name = member.replaceAll(/[^\w-]+/g, '-');
    want('', named(name, { path: member }), []);
  }
  for (const [folder, crate] of missing) writeEmpty(folder, crate);
}

function writeEmpty(folder: string, { name, version, features }: MissingCrate): void {
  mkdirSync(join(folder, 'src'), { recursive: true });
  const table = [...features].map((feature) => `${JSON.stringify(feature)} = []\n`).join('');
  writeFileSync(
    join(folder, 'Cargo.toml'),
    `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n[features]\n${table}`,
  );
  writeFileSync(join(folder, 'src/lib.rs'), '');
}
