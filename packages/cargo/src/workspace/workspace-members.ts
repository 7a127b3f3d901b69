import { isStatixError, type StatixError } from '@statix/contract/errors';
import type { RepositoryFiles } from '../files/repository-files.js';
import { byCodeUnit, isWithin, manifestOf } from '../files/repository-path.js';
import { manifestError } from '../manifest/manifest-error.js';
import type { ManifestStore } from '../manifest/manifest-store.js';
import type { Manifest } from '../manifest/read-manifest.js';
import type { ManifestProblem } from '../model/cargo-repository.js';
import { expandMembers } from './member-glob.js';
import type { PathDependenciesOf } from './path-dependencies.js';
import { isExcluded, type FindRoot } from './workspace-root.js';

export interface MemberContext {
  readonly files: RepositoryFiles;
  readonly store: ManifestStore;
  readonly findRoot: FindRoot;
  readonly pathDependenciesOf: PathDependenciesOf;
  readonly problems: ManifestProblem[];
  /** The root of the workspace that lists a directory, broken packages included. */
  readonly memberOf: Map<string, string>;
}

/**
 * The members of a workspace: what `members` lists, the root package, and the path dependencies of
 * all of them that are inside the workspace's directory or name it as theirs.
 * Cargo book, "The members and exclude fields"; Cargo's `find_members` and `find_path_deps`.
 *
 * A member that is missing or broken is a problem; Cargo would refuse the whole workspace, here the
 * others stay.
 *
 * @returns manifests of packages, sorted by directory
 */
export function workspaceMembers(root: Manifest, context: MemberContext): Manifest[] {
  const { store, findRoot, pathDependenciesOf, problems, memberOf } = context;
  const workspace = root.document.workspace ?? {};
  const visited = new Set<string>();
  const members: Manifest[] = [];

  const visit = (directory: string, isPathDependency: boolean): void => {
    if (visited.has(directory)) return;
    const manifest = store.at(directory);
    const isListed = !isPathDependency || isWithin(directory, root.directory);
    if (manifest === 'broken' && isListed && !isExcluded(directory, root.directory, workspace)) {
      memberOf.set(directory, root.directory);
    }
    if (typeof manifest === 'string') return;
    if (
      isPathDependency &&
      !isWithin(directory, root.directory) &&
      !belongsTo(root, findRoot(manifest))
    )
      return;
    if (isExcluded(directory, root.directory, workspace)) return;
    visited.add(directory);
    const wrong = misplaced(manifest, root, findRoot);
    if (wrong !== undefined) {
      problems.push({ file: manifest.path, error: wrong, scope: 'none' });
      return;
    }
    if (manifest.package === undefined) return;
    members.push(manifest);
    memberOf.set(directory, root.directory);
    for (const dependency of pathDependenciesOf(manifest)) visit(dependency.root, true);
  };

  (workspace.members ?? []).forEach((pattern, index) => {
    for (const directory of listedMembers(pattern, index, root, context)) visit(directory, false);
  });
  visit(root.directory, false);
  return withUniqueNames(members, problems);
}

function belongsTo(root: Manifest, found: ReturnType<FindRoot>): boolean {
  return found.kind === 'root' && found.manifest.directory === root.directory;
}

function listedMembers(
  pattern: string,
  index: number,
  root: Manifest,
  context: MemberContext,
): string[] {
  const refuse = (what: string, why: string): string[] => {
    const error = manifestError(root, ['workspace', 'members', index], {
      code: 'STATIX_MANIFEST_MEMBER_MISSING',
      what,
      why,
      remedies: [`Correct or remove '${pattern}' in \`members\`, or add it to \`exclude\`.`],
    });
    context.problems.push({ file: root.path, error, scope: 'none' });
    return [];
  };
  try {
    const expanded = expandMembers(pattern, root.directory, context.files);
    if (expanded === undefined) {
      return refuse(
        `the member '${pattern}' leads out of the repository`,
        'Nothing there can be built.',
      );
    }
    if (!expanded.matched) {
      // Cargo takes a pattern that matches nothing for a path, and fails to read it.
      return refuse(
        `the member '${pattern}' does not exist`,
        'Nothing in the repository matches it.',
      );
    }
    return expanded.directories.flatMap((directory) => {
      const excluded = isExcluded(directory, root.directory, root.document.workspace ?? {});
      if (excluded || context.store.at(directory) !== 'missing') return [directory];
      return refuse(
        `the member '${pattern}' matches ${directory}, which is no package`,
        `There is no ${manifestOf(directory)}.`,
      );
    });
  } catch (error) {
    if (isStatixError(error) || !(error instanceof RangeError)) throw error;
    return refuse(`'${pattern}' is not a pattern that Cargo reads`, error.message);
  }
}

/** Why a member cannot be one, as Cargo's `validate_members` and `validate_workspace_roots` see it. */
function misplaced(
  manifest: Manifest,
  root: Manifest,
  findRoot: FindRoot,
): StatixError | undefined {
  const found = findRoot(manifest);
  if (found.kind === 'broken' || belongsTo(root, found)) return undefined;
  const own = found.kind === 'root' && found.manifest === manifest;
  return manifestError(manifest, own ? ['workspace'] : ['package'], {
    code: 'STATIX_MANIFEST_MEMBER_MISPLACED',
    what: own
      ? `${manifest.path} is a workspace of its own and a member of the one at ${root.path}`
      : `${manifest.path} is a member of the workspace at ${root.path} but does not belong to it`,
    why: own
      ? 'Cargo does not nest workspaces.'
      : found.kind === 'root'
        ? `The nearest workspace above it is ${found.manifest.path}.`
        : `It is not below that workspace, and has no \`package.workspace\` that leads there.`,
    remedies: own
      ? ['Remove its [workspace] table, or put its path into `exclude` of the outer workspace.']
      : ['Set `package.workspace` to the path of the workspace, or remove it from `members`.'],
  });
}

function withUniqueNames(members: readonly Manifest[], problems: ManifestProblem[]): Manifest[] {
  const byName = new Map<string, Manifest>();
  const sorted = [...members].sort((left, right) => byCodeUnit(left.directory, right.directory));
  return sorted.filter((member) => {
    const name = member.package?.name ?? '';
    const first = byName.get(name);
    if (first === undefined) {
      byName.set(name, member);
      return true;
    }
    problems.push({
      file: member.path,
      scope: 'none',
      error: manifestError(member, ['package', 'name'], {
        code: 'STATIX_MANIFEST_DUPLICATE_NAME',
        what: `there are two packages named '${name}' in one workspace`,
        why: `The other is ${first.path}. Cargo refuses such a workspace.`,
        remedies: ['Rename one of them, or put one into `exclude`.'],
      }),
    });
    return false;
  });
}
