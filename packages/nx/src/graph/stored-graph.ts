import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { FileSystemTime, Observation } from './observation.js';

/** A reading of the graph as it is kept between two runs of Nx. */
export interface StoredGraph {
  /** Of the question: files, options, release. */
  readonly key: string;
  /** Put together no sooner than it is needed. */
  readonly observation: () => Observation;
  /** A GraphReading without its edges, as JSON; parsed only when the observation still holds. */
  readonly reading: string;
  /** Its edges, as JSON: they are asked for later, and not always. */
  readonly edges: string;
}

/**
 * Where Nx keeps what it knows of a workspace. `@nx/devkit/internal` has this and a PluginCache, and
 * takes 0.3 s to load, twice of what all else here takes; `nx reset` removes this folder too.
 */
function folderOf(workspaceRoot: string): string {
  const configured = process.env['NX_WORKSPACE_DATA_DIRECTORY'];
  return configured === undefined || configured === ''
    ? join(workspaceRoot, '.nx/workspace-data')
    : resolve(workspaceRoot, configured);
}

/** Nx's own switch for everything that is kept of the graph. */
function isDisabled(): boolean {
  return process.env['NX_CACHE_PROJECT_GRAPH'] === 'false';
}

const graphFile = 'statix-graph.json';
/** The number changes with what is kept of a manifest. */
const documentsFile = 'statix-manifests-2.json';

/** Key, reading, edges and the observation, a line each; the last line tells that none is missing. */
export function loadGraph(workspaceRoot: string): StoredGraph | undefined {
  const [key, reading, edges, ...observation] = (load(workspaceRoot, graphFile) ?? '').split('\n');
  if (key === undefined || reading === undefined || edges === undefined) return undefined;
  if (observation.pop() !== lastLine) return undefined;
  return { key, observation: () => observation, reading, edges };
}

const lastLine = 'end';

export function saveGraph(workspaceRoot: string, graph: StoredGraph): void {
  save(workspaceRoot, graphFile, () => {
    const observation = graph.observation();
    // A name with a line break in it: nothing that can be read again, so nothing is kept.
    if (observation.some((line) => line.includes('\n'))) return '';
    return [graph.key, graph.reading, graph.edges, ...observation, lastLine].join('\n');
  });
}

/**
 * The time by the clock of the file system that the graph is kept on, which need not be that of this
 * machine: a network has several.
 *
 * @returns undefined where nothing can be kept
 */
export function fileSystemTime(workspaceRoot: string): FileSystemTime | undefined {
  if (isDisabled()) return undefined;
  const file = join(folderOf(workspaceRoot), `statix-time.${process.pid}`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    const { dev, ctimeMs } = statSync(file);
    return { device: dev, milliseconds: ctimeMs };
  } catch {
    return undefined;
  } finally {
    removeIfThere(file);
  }
}

/** Nx sets it in its daemon (daemon/server/server.js), and plugin workers inherit it. */
function inDaemon(): boolean {
  return process.env['NX_DAEMON_PROCESS'] === 'true';
}

/**
 * Whether a notice is another one than last time, in this process or an earlier one. The daemon, which
 * reads the graph anew with every edit, writes to a log: what is told there is told to nobody else.
 * Where nothing can be kept it always is.
 */
export function isToldAnew(workspaceRoot: string, notice: string): boolean {
  if (isDisabled()) return notice !== '';
  const noticeFile = inDaemon() ? 'statix-notice-daemon.txt' : 'statix-notice.txt';
  if ((load(workspaceRoot, noticeFile) ?? '') === notice) return false;
  if (notice === '') removeIfThere(join(folderOf(workspaceRoot), noticeFile));
  // At once: whoever reads next may be another process.
  else write(join(folderOf(workspaceRoot), noticeFile), notice);
  return notice !== '';
}

/** The manifests that were parsed, as @statix/cargo serializes them. */
export function loadDocuments(workspaceRoot: string): string | undefined {
  return load(workspaceRoot, documentsFile);
}

export function saveDocuments(workspaceRoot: string, serialize: () => string): void {
  save(workspaceRoot, documentsFile, serialize);
}

function load(workspaceRoot: string, name: string): string | undefined {
  if (isDisabled()) return undefined;
  try {
    return readFileSync(join(folderOf(workspaceRoot), name), 'utf8');
  } catch {
    return undefined;
  }
}

interface Waiting {
  readonly workspaceRoot: string;
  readonly textOf: () => string;
}

const waiting = new Map<string, Waiting>();
let timer: NodeJS.Timeout | undefined;

/**
 * Nx waits for what the plugin answers and not for what it keeps: that is written a moment later, or
 * when the process ends, which for Nx's plugin workers is right after their last answer.
 */
function save(workspaceRoot: string, name: string, textOf: () => string): void {
  if (isDisabled()) return;
  waiting.set(join(folderOf(workspaceRoot), name), { workspaceRoot, textOf });
  if (timer !== undefined) return;
  timer = setTimeout(writeWaiting, delayMilliseconds);
  timer.unref();
  process.once('exit', writeWaiting);
}

const delayMilliseconds = 300;

/** Writes now what is still to be written. */
export function writeWaiting(): void {
  clearTimeout(timer);
  timer = undefined;
  process.off('exit', writeWaiting);
  for (const [file, { workspaceRoot, textOf }] of waiting) {
    // A workspace that is gone must not come back.
    if (existsSync(workspaceRoot)) write(file, textOf());
  }
  waiting.clear();
}

/** A cache that cannot be written costs time and nothing else: read-only checkouts, full disks. */
function write(file: string, text: string): void {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch {
    removeIfThere(temporary);
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file);
  } catch {
    // It never came to be, or cannot be removed for the reason that it could not be written.
  }
}
