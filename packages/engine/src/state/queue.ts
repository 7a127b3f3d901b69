import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { processStart } from './process-start.js';
import { makeStateFolder } from './make-state-folder.js';

/**
 * The place of this process in a queue of processes that are about to want the same thing, one after the
 * other. It is about their order and nothing else: who may have the thing, a lock decides.
 */
export interface QueuePlace {
  /** Says what this process wants, and how much of it: who wants most goes first. */
  wants(what: string, size: number): void;
  /** False as long as somebody is to go first, or somebody has come who has not yet said what he wants. */
  isNext(): Promise<boolean>;
  leave(): void;
}

const placeSchema = z.object({
  pid: z.number().int().positive(),
  pidStarted: z.string(),
  /** Milliseconds since the epoch. */
  since: z.number(),
  wanted: z.object({ what: z.string(), size: z.number() }).optional(),
});

type Place = z.infer<typeof placeSchema>;

/** Others wait so long for one who has come and not said what he wants. */
const COMING_MILLISECONDS = 5_000;
/** And nobody waits longer than this for all who come. */
const PATIENCE_MILLISECONDS = 3_000;
/** One who was alive is not asked for again before. */
const SEEN_MILLISECONDS = 2_000;

/**
 * Joins a queue. Who cannot write to the state folder is always next: order is of use, and no more.
 *
 * @param name letters, digits, `.`, `_` and `-`
 */
export async function joinQueue(
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<QueuePlace> {
  const pidStarted = await processStart(process.pid).catch(() => undefined);
  const folder = await makeStateFolder(env, 'queues', name).catch(() => undefined);
  if (pidStarted === undefined || folder === undefined) return alone;
  const file = `${process.pid}-${randomBytes(4).toString('hex')}.json`;
  let place: Place = { pid: process.pid, pidStarted, since: Date.now() };
  let wantsSince = Infinity;
  const seenAlive = new Map<string, number>();
  write(folder, file, place);
  return {
    wants(what, size) {
      place = { ...place, wanted: { what, size } };
      wantsSince = Date.now();
      write(folder, file, place);
    },
    async isNext() {
      const { wanted } = place;
      if (wanted === undefined) return true;
      const now = Date.now();
      const isPatient = within(now - wantsSince, PATIENCE_MILLISECONDS);
      const goesFirst = (other: Place): boolean =>
        other.wanted === undefined
          ? isPatient && within(now - other.since, COMING_MILLISECONDS)
          : other.wanted.what === wanted.what && other.wanted.size > wanted.size;
      for (const [name, other] of await placesIn(folder, file)) {
        if (goesFirst(other) && (await isAlive(folder, name, other, seenAlive))) return false;
      }
      return true;
    },
    leave() {
      remove(join(folder, file));
    },
  };
}

const alone: QueuePlace = {
  wants: () => undefined,
  isNext: () => Promise.resolve(true),
  leave: () => undefined,
};

/** A clock that was set back makes nobody wait. */
function within(age: number, limit: number): boolean {
  return age >= 0 && age < limit;
}

async function placesIn(folder: string, own: string): Promise<[name: string, place: Place][]> {
  const names = await readdir(folder).catch(() => []);
  const places = await Promise.all(
    names
      .filter((name) => name.endsWith('.json') && name !== own)
      .map(async (name) => [name, await read(join(folder, name))] as const),
  );
  return places.flatMap(([name, place]) => (place === undefined ? [] : [[name, place]]));
}

/**
 * Whether the process of a place is; what a dead one has left is removed.
 *
 * @param seen when each was last seen alive: where there is no /proc, a process has to be started to ask
 */
async function isAlive(
  folder: string,
  name: string,
  { pid, pidStarted }: Place,
  seen: Map<string, number>,
): Promise<boolean> {
  if (within(Date.now() - (seen.get(name) ?? -Infinity), SEEN_MILLISECONDS)) return true;
  if ((await processStart(pid)) === pidStarted) {
    seen.set(name, Date.now());
    return true;
  }
  remove(join(folder, name));
  return false;
}

async function read(path: string): Promise<Place | undefined> {
  try {
    return placeSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    // Gone meanwhile, or no place of ours.
    return undefined;
  }
}

/** Whole or not at all: others may read it at that moment. */
function write(folder: string, file: string, place: Place): void {
  try {
    const begun = join(folder, `${file}.begun`);
    writeFileSync(begun, JSON.stringify(place), { mode: 0o600 });
    renameSync(begun, join(folder, file));
  } catch {
    // Nobody then knows of this one: others may go first.
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It is taken for one of a dead process later.
  }
}
