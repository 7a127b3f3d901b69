import { hash } from 'node:crypto';
import type { GraphEdges, GraphQuestion, GraphReading } from './graph-reading.js';
import { compareObservation } from './observation.js';
import { isToldAnew, loadGraph, saveGraph, type StoredGraph } from './stored-graph.js';

/** A reading but for its edges, which Nx asks for later. */
export type NodesReading = Omit<GraphReading, 'edges'>;

const known = new Map<string, StoredGraph>();
const edgesOfLatest = new Map<string, string>();

/**
 * The workspace's Rust projects: what was read last time, in this process or an earlier one, as long
 * as every file and directory it rested on is as it was; otherwise read anew.
 *
 * Nothing but this, its observation and its store is loaded where nothing has changed: zod, the TOML
 * parser and @nx/devkit take longer to load than a thousand manifests to look at.
 */
export async function readGraph(question: GraphQuestion): Promise<NodesReading> {
  const { workspaceRoot } = question;
  const key = keyOf(question);
  const stored = known.get(workspaceRoot) ?? loadGraph(workspaceRoot);
  if (stored?.key === key) {
    const comparison = compareObservation(stored.observation());
    if (comparison.state !== 'changed') {
      if (comparison.state === 'touched') {
        const { now } = comparison;
        keep(workspaceRoot, { ...stored, observation: () => now });
      } else {
        known.set(workspaceRoot, stored);
      }
      edgesOfLatest.set(workspaceRoot, stored.edges);
      const reading = parseNodes(stored.reading);
      await tell(workspaceRoot, reading);
      await debug('as read before: nothing that it was read from has changed', reading);
      return reading;
    }
  }
  const { inferGraph } = await import('./infer-graph.js');
  const { reading, observation, complete } = await inferGraph(question);
  const { edges, ...others } = reading;
  const graph = {
    key,
    observation,
    reading: JSON.stringify(others),
    edges: JSON.stringify(edges),
  };
  if (complete) keep(workspaceRoot, graph);
  else known.delete(workspaceRoot);
  edgesOfLatest.set(workspaceRoot, graph.edges);
  await tell(workspaceRoot, reading);
  await debug(
    stored?.key === key
      ? 'read anew: something that it was read from has changed'
      : 'read anew: nothing was kept for these files and options',
    reading,
  );
  return others;
}

/**
 * The edges of what was read last: Nx asks for dependencies right after the nodes.
 *
 * @returns undefined when nothing was read in this process
 */
export function latestEdges(workspaceRoot: string): GraphEdges | undefined {
  const edges = edgesOfLatest.get(workspaceRoot);
  return edges === undefined ? undefined : parseEdges(edges);
}

/** Where STATIX_DEBUG has `graph` or `all`; for other runs the engine's package would have to be loaded for nothing. */
async function debug(how: string, reading: NodesReading): Promise<void> {
  const words = (process.env['STATIX_DEBUG'] ?? '').split(',').map((word) => word.trim());
  if (!words.includes('graph') && !words.includes('all')) return;
  const { debugGraph } = await import('./debug-graph.js');
  debugGraph(how, reading);
}

/** On standard error, and no second time as long as it is the same. */
async function tell(workspaceRoot: string, { problems, notices }: NodesReading): Promise<void> {
  if (problems.length + notices.length === 0) {
    isToldAnew(workspaceRoot, '');
    return;
  }
  const { renderNotices } = await import('./notices.js');
  const told = renderNotices(problems, notices);
  if (isToldAnew(workspaceRoot, told)) process.stderr.write(told);
}

function keep(workspaceRoot: string, graph: StoredGraph): void {
  known.set(workspaceRoot, graph);
  saveGraph(workspaceRoot, graph);
}

/** Changes with the form of what is stored. */
const format = 3;

function keyOf({ workspaceRoot, files, options }: GraphQuestion): string {
  const question = JSON.stringify([format, workspaceRoot, [...files].sort(), options ?? null]);
  return hash('sha256', question, 'hex');
}

/** What we stored ourselves, under a key that names its form. */
function parseNodes(reading: string): NodesReading {
  const parsed: unknown = JSON.parse(reading);
  if (!isReading(parsed)) throw new TypeError('not a reading of the graph');
  return parsed;
}

function isReading(value: unknown): value is NodesReading {
  return typeof value === 'object' && value !== null && 'nodes' in value && 'problems' in value;
}

function parseEdges(edges: string): GraphEdges {
  const parsed: unknown = JSON.parse(edges);
  if (!areEdges(parsed)) throw new TypeError('no edges of the graph');
  return parsed;
}

function areEdges(value: unknown): value is GraphEdges {
  return Array.isArray(value);
}
