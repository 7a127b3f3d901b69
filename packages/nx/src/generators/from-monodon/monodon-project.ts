import { dirname } from 'node:path/posix';
import { globAsync, readJson, type TargetConfiguration, type Tree } from '@nx/devkit';

/** A project.json with targets of @monodon/rust. */
export interface MonodonProject {
  readonly path: string;
  /** Repository-relative folder; '' for the root. */
  readonly root: string;
  readonly targets: Readonly<Record<string, TargetConfiguration>>;
}

export const monodon = '@monodon/rust';

/** All projects with a target of @monodon/rust, by their project.json, sorted. */
export async function monodonProjects(tree: Tree): Promise<MonodonProject[]> {
  const paths = (await globAsync(tree, ['project.json', '**/project.json'])).sort();
  return paths.flatMap((path) => {
    const { targets = {} } = readJson<{ targets?: Record<string, TargetConfiguration> }>(
      tree,
      path,
    );
    const folder = dirname(path);
    const root = folder === '.' ? '' : folder;
    return Object.values(targets).some((target) => executorOf(target) !== undefined)
      ? [{ path, root, targets }]
      : [];
  });
}

/** `build` of `@monodon/rust:build`; undefined for an executor of somebody else. */
export function executorOf({ executor = '' }: TargetConfiguration): string | undefined {
  return executor.startsWith(`${monodon}:`) ? executor.slice(monodon.length + 1) : undefined;
}
