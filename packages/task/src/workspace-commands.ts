import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPackageManager, type NxCommands, type NxTaskName } from '@statix/contract';
import type { NxContext, NxProject } from './nx-context.js';

/** Which executor a target is known by, whatever a workspace calls it. */
const executors: Readonly<Partial<Record<string, string>>> = {
  'build-static': '@statix/cargo-musl:build',
  'test-static': '@statix/cargo-musl:test',
  'check-static': '@statix/cargo-musl:check',
  'run-static': '@statix/verify:run',
  'rebuild-static': '@statix/cargo-musl:rebuild',
  'shell-static': '@statix/cargo-musl:shell',
  'verify-static': '@statix/verify:verify',
  'stamp-static': '@statix/verify:stamp',
  'compress-static': '@statix/upx:compress',
  provenance: '@statix/verify:provenance',
  'audit-static': '@statix/verify:audit',
  'package-static': '@statix/package:package',
  'package-load': '@statix/package:load',
  'package-push': '@statix/package:push',
  static: '@statix/nx:static',
  'plan-static': '@statix/nx:plan',
  identify: '@statix/image:identify',
  image: '@statix/image:build',
  'image-check': '@statix/image:check',
  'image-push': '@statix/image:push',
  'image-save': '@statix/image:save',
  'image-load': '@statix/image:load',
  'image-prune': '@statix/image:prune',
  'image-lock': '@statix/image:lock',
  'image-fetch': '@statix/image:fetch',
  'cache-list': '@statix/image:cache-list',
  'cache-prune': '@statix/image:cache-prune',
};

/** How commands are typed in the workspace of a task, by its files and by the projects that Nx knows. */
export function workspaceCommands(context: NxContext): NxCommands {
  return { nx: nxOf(context.root), taskOf: (task) => named(task, context) };
}

/** What Nx is started with in a workspace on disk: `npx nx`, `./nx`. */
export function nxOf(root: string): string {
  return findPackageManager({
    exists: (path) => existsSync(join(root, path)),
    read: (path) => readFileSync(join(root, path), 'utf8'),
  }).nx;
}

function named(task: NxTaskName, { projectName, projectsConfigurations }: NxContext): NxTaskName {
  const executor = executors[task.target];
  if (executor === undefined) return task;
  const { projects } = projectsConfigurations;
  const project = projectOf(task, executor, projects, projectName);
  const targets = projects[project]?.targets ?? {};
  if (targets[task.target]?.executor === executor) return { project, target: task.target };
  const target = Object.keys(targets).find((name) => targets[name]?.executor === executor);
  return { project, target: target ?? task.target };
}

/** The project that a message means by `<project>`, and by statix-image where the image has another name. */
function projectOf(
  { project }: NxTaskName,
  executor: string,
  projects: Readonly<Record<string, NxProject>>,
  own: string | undefined,
): string {
  const runs = (name: string): boolean =>
    Object.values(projects[name]?.targets ?? {}).some((target) => target.executor === executor);
  if (project === '<project>') return own ?? project;
  if (project !== 'statix-image' || runs(project)) return project;
  if (own !== undefined && runs(own)) return own;
  return Object.keys(projects).find(runs) ?? project;
}
