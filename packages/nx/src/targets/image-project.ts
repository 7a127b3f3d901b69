import { dirname } from 'node:path/posix';
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import type { ImageIdentity } from '@statix/contract';
import { imageTargetNames } from '../settings/target-names.js';
import { cached } from './cached.js';

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

/** Where `image-save` writes, and `image-load` looks, unless told otherwise. */
export function archivePath(projectName: string): string {
  return `dist/image/${projectName}/image.tar`;
}

/** Where `image-fetch` puts the files unless it is told otherwise. */
function fetchFolder(projectName: string): string {
  return `dist/image/${projectName}/files`;
}

/** The project at the folder of a statix-image.json, with its targets. */
export function imageProject({ projectName, identity, files }: ImageProject): ProjectConfiguration {
  const options = { definition: identity.definition, identity: identityPath(projectName) };
  const inputs = [...files.map((glob) => `{workspaceRoot}/${glob}`), { externalDependencies: [] }];
  const archive = { ...options, file: archivePath(projectName) };
  const identify: TargetConfiguration = {
    executor: '@statix/image:identify',
    ...cached,
    inputs,
    outputs: [`{workspaceRoot}/${identityPath(projectName)}`],
    options: { ...options, digest: identity.identity },
    metadata: {
      description: 'Hash the recipe, its lock, its arguments and its base into image.json',
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
      [imageTargetNames.push]: engineTarget(
        'push',
        options,
        'Publish the image to a registry and record its digest in published.json',
      ),
      [imageTargetNames.save]: engineTarget(
        'save',
        archive,
        'Write the image into an archive for a site without a network',
      ),
      [imageTargetNames.load]: engineTarget(
        'load',
        archive,
        'Take in an archive that image-save wrote',
      ),
      [imageTargetNames.prune]: engineTarget(
        'prune',
        options,
        'Remove the images that this definition was given earlier',
      ),
      [imageTargetNames.cacheList]: engineTarget(
        'cache-list',
        options,
        'List the volumes in which builds keep crates and compiled code',
      ),
      [imageTargetNames.cachePrune]: engineTarget(
        'cache-prune',
        options,
        'Remove build volumes of earlier images',
      ),
      [imageTargetNames.lock]: withHelp(
        engineTarget('lock', options, 'Refresh the lock: every file that the image is made of'),
        `npx nx run ${projectName}:${imageTargetNames.lock} --help`,
        { set: 'openssl=3.5.7', check: true, ifNeeded: true },
      ),
      [imageTargetNames.fetch]: withHelp(
        engineTarget(
          'fetch',
          { ...options, folder: fetchFolder(projectName) },
          'Download every locked file into a folder that the image can be built from',
        ),
        `npx nx run ${projectName}:${imageTargetNames.fetch} --help`,
        { folder: '/media/usb/statix' },
      ),
    },
    metadata: { targetGroups: { Statix: Object.values(imageTargetNames) } },
  };
}

/** With what `nx show project` says of a target's options. */
function withHelp(
  target: TargetConfiguration,
  command: string,
  options: Record<string, string | boolean>,
): TargetConfiguration {
  return {
    ...target,
    metadata: { ...target.metadata, help: { command, example: { options } } },
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
