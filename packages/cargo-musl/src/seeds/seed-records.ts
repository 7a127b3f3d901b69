import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, isStatixError, writeFileDurably } from '@statix/contract';
import { stateDirectory } from '@statix/engine';
import * as z from 'zod';
import type { TargetFolder } from '../staging/target-folder.js';
import type { UnitFiles } from './unit-files.js';

/** Which seeds a target folder has. */
export interface TargetSeeds {
  /** Birth of the store that they are of. */
  readonly store: string;
  /** Digests of the seed jobs whose units it was given. */
  readonly keys: readonly string[];
}

const targetSchema = z.object({
  born: z.string(),
  store: z.string(),
  keys: z.array(z.string()),
});

const unitsSchema = z.object({
  born: z.string(),
  results: z.array(z.string()),
  fingerprints: z.array(z.string()),
});

const setSchema = z.object({ scope: z.string(), crates: z.array(z.string()) });

/** Undefined where nothing is known of the folder as it is. */
export async function readTargetSeeds(target: TargetFolder): Promise<TargetSeeds | undefined> {
  const record = await read(targetPath(target), targetSchema);
  return record?.born === target.born ? record : undefined;
}

export async function recordTargetSeeds(target: TargetFolder, seeds: TargetSeeds): Promise<void> {
  await write(targetPath(target), { born: target.born, ...seeds });
}

/** The folder then counts as one with units of its own. */
export async function forgetTargetSeeds(target: TargetFolder): Promise<void> {
  await rm(targetPath(target), { force: true });
}

/** The units that a seed job of that digest has left in a store. */
export async function readUnits(store: TargetFolder, key: string): Promise<UnitFiles | undefined> {
  const record = await read(join(storeFolder(store.name), `${key}.json`), unitsSchema);
  return record?.born === store.born ? record : undefined;
}

export async function recordUnits(
  store: TargetFolder,
  key: string,
  files: UnitFiles,
): Promise<void> {
  await write(join(storeFolder(store.name), `${key}.json`), { born: store.born, ...files });
}

export async function forgetUnits(store: TargetFolder, key: string): Promise<void> {
  await rm(join(storeFolder(store.name), `${key}.json`), { force: true });
}

/** All units that seed jobs have left in a store. */
export async function readAllUnits(store: TargetFolder): Promise<UnitFiles> {
  const keys = (await readdir(storeFolder(store.name)).catch(() => []))
    .filter((name) => name.endsWith('.json') && name !== SET)
    .map((name) => name.slice(0, -'.json'.length));
  const found = await Promise.all(keys.map((key) => readUnits(store, key)));
  const all = (of: (files: UnitFiles) => readonly string[]) => [
    ...new Set(found.flatMap((files) => (files === undefined ? [] : of(files)))),
  ];
  return {
    results: all((files) => files.results),
    fingerprints: all((files) => files.fingerprints),
  };
}

/** A store of a set of crates, in a scope. */
export interface SetRecord {
  readonly scope: string;
  /** Their identities. */
  readonly crates: readonly string[];
}

/** Notes whose code can have run in a store. */
export async function recordSet(store: TargetFolder, set: SetRecord): Promise<void> {
  await write(join(storeFolder(store.name), SET), set);
}

/** The set of the scope that holds most of a set's crates and none besides, smaller than it. */
export async function largestSubset({ scope, crates }: SetRecord): Promise<SetRecord | undefined> {
  const own = new Set(crates);
  const stores = await readdir(storesFolder()).catch(() => []);
  const sets = await Promise.all(
    stores.map((store) => read(join(storesFolder(), store, SET), setSchema)),
  );
  return sets
    .filter((set) => set !== undefined)
    .filter((set) => set.scope === scope && set.crates.length < own.size)
    .filter((set) => set.crates.every((crate) => own.has(crate)))
    .sort((left, right) => right.crates.length - left.crates.length)[0];
}

const SET = 'set.json';

function targetPath({ name }: TargetFolder): string {
  return join(stateDirectory(), 'seeds', 'targets', `${name}.json`);
}

function storesFolder(): string {
  return join(stateDirectory(), 'seeds', 'stores');
}

function storeFolder(store: string): string {
  return join(storesFolder(), store);
}

async function read<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** What cannot be noted costs work that is done twice, nothing else. */
async function write(path: string, value: unknown): Promise<void> {
  try {
    await writeFileDurably(path, canonicalJson(value));
  } catch (error) {
    if (!isStatixError(error)) throw error;
  }
}
