import { formatFiles, readNxJson, type Tree } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { isSyncRegistered } from '../nx-json/register-sync.js';
import { readableErrors } from '../readable-errors.js';
import { githubPath, githubWorkflow } from './github-workflow.js';
import { gitlabPath, gitlabPipeline } from './gitlab-pipeline.js';
import { includeInGitlab } from './include-in-gitlab.js';
import type { PipelineFacts } from './jobs.js';
import { packageManager } from './package-manager.js';
import { ciSchema, type CiOptions } from './schema.js';

/**
 * Writes a pipeline: affected-only on changes, from nothing for releases, a weekly look at the lock.
 * It lies in a file of its own; run again it writes the same, or what a newer version writes.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID
 */
export async function ciGenerator(tree: Tree, raw: unknown): Promise<void> {
  const options = parseOptions(ciSchema, raw, '@statix/nx:ci');
  const facts = pipelineFacts(tree, options);
  if (options.provider === 'github') {
    tree.write(githubPath, githubWorkflow(facts));
  } else {
    tree.write(gitlabPath, gitlabPipeline(facts));
    includeInGitlab(tree, gitlabPath);
  }
  if (!options.skipFormat) await formatFiles(tree);
}

function pipelineFacts(tree: Tree, { nodeVersion, registry }: CiOptions): PipelineFacts {
  return {
    defaultBranch: readNxJson(tree)?.defaultBase?.replace(/^origin\//, '') ?? 'main',
    ...packageManager(tree),
    nodeVersion,
    registry,
    synced: isSyncRegistered(tree),
  };
}

export default readableErrors(ciGenerator);
