import { createHash } from 'node:crypto';
import type { GraphReading } from './graph-reading.js';
import { compareObservation } from './observation.js';
import { loadGraph, saveGraph, type StoredGraph } from './stored-graph.js';

/** What is asked: the files that Nx has found for the plugin, and the plugin's options. */
export interface GraphQuestion {
  readonly workspaceRoot: string;
  readonly files: readonly string[];
  readonly options: unknown;
}

const known = new Map<string, StoredGraph>();

/**
 * The workspace's Rust projects and their edges: what was read last time, in this process or an
 * earlier one, as long as every file and directory it rested on is as it was; otherwise read anew.
 *
 * Nothing but this, its observation and its store is loaded where nothing has changed: zod, the TOML
 * parser and @nx/devkit take longer to load than a thousand manifests to look at.
 */
export async function readGraph(question: GraphQuestion): Promise<GraphReading> {
  const { workspaceRoot } = question;
  const key = keyOf(question);
  const stored = known.get(workspaceRoot) ?? loadGraph(workspaceRoot);
  if (stored?.key === key) {
    const comparison = compareObservation(stored.observation);
    if (comparison.state !== 'changed') {
      if (comparison.state === 'touched') {
        keep(workspaceRoot, { ...stored, observation: comparison.now });
      } else {
        known.set(workspaceRoot, stored);
      }
      return parseReading(stored);
    }
  }
  const { inferGraph } = await import('./infer-graph.js');
  const { reading, observation, complete } = await inferGraph(question);
  const graph = { key, observation, reading: JSON.stringify(reading) };
  if (complete) keep(workspaceRoot, graph);
  else known.delete(workspaceRoot);
  for (const notice of reading.notices) process.stderr.write(`@statix/nx: ${notice}\n`);
  return reading;
}

/** The reading that createNodes has just given: Nx asks for dependencies right after the nodes. */
export function latestReading(workspaceRoot: string): GraphReading | undefined {
  const stored = known.get(workspaceRoot);
  return stored === undefined ? undefined : parseReading(stored);
}

function keep(workspaceRoot: string, graph: StoredGraph): void {
  known.set(workspaceRoot, graph);
  saveGraph(workspaceRoot, graph);
}

/** Changes with the form of what is stored. */
const format = 1;

function keyOf({ workspaceRoot, files, options }: GraphQuestion): string {
  const question = JSON.stringify([format, workspaceRoot, [...files].sort(), options ?? null]);
  return createHash('sha256').update(question).digest('hex');
}

/** What we stored ourselves, under a key that names its form. */
function parseReading({ reading }: StoredGraph): GraphReading {
  const parsed: unknown = JSON.parse(reading);
  if (!isReading(parsed)) throw new TypeError('not a reading of the graph');
  return parsed;
}

function isReading(value: unknown): value is GraphReading {
  return typeof value === 'object' && value !== null && 'nodes' in value && 'edges' in value;
}
