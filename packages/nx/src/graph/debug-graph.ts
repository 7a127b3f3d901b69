import type { GraphReading } from './graph-reading.js';

/**
 * Tells which projects the plugin gives Nx and where it has them from, where STATIX_DEBUG has `graph` or `all`.
 * What else it has is for tasks to judge: a wrong word there must not cost the graph.
 *
 * @param how it was read
 */
export async function debugGraph(
  how: string,
  { nodes, problems }: Pick<GraphReading, 'nodes' | 'problems'>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const words = (env['STATIX_DEBUG'] ?? '').split(',').map((word) => word.trim());
  if (!words.includes('graph') && !words.includes('all')) return;
  // Most runs have no use for it, and it takes its time to load.
  const { debugLine } = await import('@statix/engine');
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
