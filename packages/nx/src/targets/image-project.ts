import { dirname } from 'node:path/posix';
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { ImageIdentity } from '@statix/contract';
import { imageTargetNames } from './names.js';

/** The image of a workspace, as the graph sees it. */
export interface ImageProject {
  readonly projectName: string;
  readonly identity: ImageIdentity;
  /** Repository-relative globs of the files that make the identity, as far as they are in the repository. */
  readonly files: readonly string[];
}

/** Where `identify` writes the document that the builds read. */
export function identityPath(projectName: string): string {
  return `dist/image/${projectName}/image.json`;
}

/** The project at the folder of a statix-image.json, with its targets. */
export function imageProject({ projectName, identity, files }: ImageProject): ProjectConfiguration {
  const options = { definition: identity.definition, identity: identityPath(projectName) };
  const inputs = [...files.map((glob) => `{workspaceRoot}/${glob}`), { externalDependencies: [] }];
  const identify: TargetConfiguration = {
    executor: '@statix/image:identify',
    cache: true,
    inputs,
    outputs: [`{workspaceRoot}/${identityPath(projectName)}`],
    options: { ...options, digest: identity.identity },
    metadata: {
      description: 'Hash the recipe, its arguments and its base into image.json',
      technologies: ['statix'],
    },
  };
  return {
    name: projectName,
    root: dirname(identity.definition),
    projectType: 'library',
    tags: ['statix:image'],
    targets: {
      [imageTargetNames.identify]: identify,
      [imageTargetNames.build]: engineTarget(
        'build',
        options,
        'Make the image exist on the engine',
      ),
      [imageTargetNames.check]: engineTarget(
        'check',
        options,
        'Compare the image with its contract by compiling and running programs in it',
      ),
    },
    metadata: { targetGroups: { Statix: Object.values(imageTargetNames) } },
  };
}

/** Never cached: what an engine holds is outside Nx. */
function engineTarget(executor: string, options: object, description: string): TargetConfiguration {
  return {
    executor: `@statix/image:${executor}`,
    cache: false,
    options,
    metadata: { description, technologies: ['statix'] },
  };
}
