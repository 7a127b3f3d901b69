import { debugLine } from '@statix/engine';
import type { GraphReading } from './graph-reading.js';

/**
 * Tells which projects the plugin gives Nx and where it has them from, whatever STATIX_DEBUG has: a word there that
 * nobody knows is for tasks to judge, and must not cost the graph.
 *
 * @param how it was read
 */
export function debugGraph(
  how: string,
  { nodes, problems }: Pick<GraphReading, 'nodes' | 'problems'>,
  env: NodeJS.ProcessEnv = process.env,
): void {
  const tell = (line: string): void => {
    debugLine('graph', () => line, { ...env, STATIX_DEBUG: 'graph' });
  };
  tell(how);
  for (const [file, { projects = {} }] of nodes) {
    for (const [root, { name, targets = {}, metadata }] of Object.entries(projects)) {
      const names = Object.keys(targets);
      const none = metadata?.description ?? 'no targets';
      tell(`${file}: project ${name ?? root}: ${names.length === 0 ? none : names.join(', ')}`);
    }
  }
  for (const { file, projects } of problems) {
    tell(`${file}: a problem, of which ${projects.join(', ') || 'no project'} is told`);
  }
}
