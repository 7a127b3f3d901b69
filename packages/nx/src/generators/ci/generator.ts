import { formatFiles, logger, readNxJson, type GeneratorCallback, type Tree } from '@nx/devkit';
import { parseOptions } from '@statix/contract';
import { pluginOptions } from '../nx-json/plugin-options.js';
import { isSyncRegistered } from '../nx-json/register-sync.js';
import { readableErrors } from '../readable-errors.js';
import { packageManager } from '../workspace/package-manager.js';
import { staticTarget, testTarget } from '../workspace/static-target.js';
import { githubPath, githubWorkflow } from './github-workflow.js';
import { gitlabPath, gitlabPipeline } from './gitlab-pipeline.js';
import { includeInGitlab } from './include-in-gitlab.js';
import type { PipelineFacts } from './jobs.js';
import { pipelineImage, unpublishedNotice } from './pipeline-image.js';
import { ciSchema, type CiOptions } from './schema.js';

/**
 * Writes a pipeline: affected-only on changes, from nothing for releases, a weekly look at the lock.
 * It lies in a file of its own; run again it writes the same, or what a newer version writes.
 *
 * @throws StatixError STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID
 */
export async function ciGenerator(tree: Tree, raw: unknown): Promise<GeneratorCallback> {
  const options = parseOptions(ciSchema, raw, '@statix/nx:ci');
  const facts = await pipelineFacts(tree, options);
  if (options.provider === 'github') {
    tree.write(githubPath, githubWorkflow(facts));
  } else {
    tree.write(gitlabPath, gitlabPipeline(facts));
    includeInGitlab(tree, gitlabPath);
  }
  if (!options.skipFormat) await formatFiles(tree);
  return () => {
    const notice = unpublishedNotice(facts.image, facts.packages.nx);
    if (notice.length > 0) logger.warn(notice.join('\n'));
  };
}

async function pipelineFacts(
  tree: Tree,
  { nodeVersion, registry }: CiOptions,
): Promise<PipelineFacts> {
  return {
    defaultBranch: readNxJson(tree)?.defaultBase?.replace(/^origin\//, '') ?? 'main',
    packages: packageManager(tree),
    nodeVersion,
    registry,
    image: await pipelineImage(tree),
    target: staticTarget(pluginOptions(tree)),
    tests: testTarget(pluginOptions(tree)),
    synced: isSyncRegistered(tree),
  };
}

export default readableErrors(ciGenerator);
