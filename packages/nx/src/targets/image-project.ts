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
  /** Rust channel that it is the image of, where that is not the definition's own. */
  readonly channel?: string | undefined;
}

/** Which image of a project. */
type Which = Pick<ImageProject, 'projectName' | 'channel'>;

/** Where `identify` writes the document that the builds read. */
export function identityPath(image: Which): string {
  return `${folderOf(image)}/image.json`;
}

/** The target that writes it: one for each image, for a task cannot depend on a configuration of another. */
export function identifyTarget({ channel }: Which): string {
  return channel === undefined
    ? imageTargetNames.identify
    : `${imageTargetNames.identify}-${channel}`;
}

/** Where `image-save` writes, and `image-load` looks, unless told otherwise. */
export function archivePath(image: Which): string {
  return `${folderOf(image)}/image.tar`;
}

/** Where `image-fetch` puts the files unless it is told otherwise. */
function fetchFolder(image: Which): string {
  return `${folderOf(image)}/files`;
}

function folderOf({ projectName, channel }: Which): string {
  return ['dist/image', projectName, channel].filter((part) => part !== undefined).join('/');
}

/**
 * The project at the folder of a statix-image.json, with its targets. Each Rust channel that has an image
 * of its own is a configuration of them: `nx run statix-image:image:1.85`.
 */
export function imageProject(
  own: ImageProject,
  channels: readonly ImageProject[] = [],
): ProjectConfiguration {
  const { projectName, identity } = own;
  const options = optionsOf(own);
  const archive = { ...options, file: archivePath(own) };
  const engineTarget = (
    executor: string,
    given: object,
    description: string,
    more: (image: ImageProject) => object = () => ({}),
  ): TargetConfiguration => ({
    ...targetOfEngine(executor, given, description),
    ...(channels.length === 0
      ? {}
      : {
          configurations: Object.fromEntries(
            channels.map(
              (image) => [image.channel ?? '', { ...optionsOf(image), ...more(image) }] as const,
            ),
          ),
        }),
  });
  const withArchive = (image: ImageProject): object => ({ file: archivePath(image) });
  const identifies = [own, ...channels].map(
    (image) => [identifyTarget(image), identifyTargetOf(image)] as const,
  );
  return {
    name: projectName,
    root: dirname(identity.definition),
    projectType: 'library',
    tags: ['statix:image'],
    targets: {
      ...Object.fromEntries(identifies),
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
        withArchive,
      ),
      [imageTargetNames.load]: engineTarget(
        'load',
        archive,
        'Take in an archive that image-save wrote',
        withArchive,
      ),
      [imageTargetNames.prune]: targetOfEngine(
        'prune',
        options,
        'Remove the images that this definition was given earlier',
      ),
      [imageTargetNames.cacheList]: targetOfEngine(
        'cache-list',
        options,
        'List the volumes in which builds keep crates and compiled code',
      ),
      [imageTargetNames.cachePrune]: targetOfEngine(
        'cache-prune',
        options,
        'Remove build volumes of earlier images',
      ),
      [imageTargetNames.lock]: withHelp(
        engineTarget('lock', options, 'Refresh the lock: every file that the image is made of'),
        `npx nx run ${projectName}:${imageTargetNames.lock} --help`,
        { set: 'openssl=3.5.7', check: true, ifNeeded: true, channel: '1.85' },
      ),
      [imageTargetNames.fetch]: withHelp(
        engineTarget(
          'fetch',
          { ...options, folder: fetchFolder(own) },
          'Download every locked file into a folder that the image can be built from',
          (image) => ({ folder: fetchFolder(image) }),
        ),
        `npx nx run ${projectName}:${imageTargetNames.fetch} --help`,
        { folder: '/media/usb/statix' },
      ),
    },
    metadata: {
      targetGroups: {
        Statix: [
          ...new Set([...Object.values(imageTargetNames), ...identifies.map(([name]) => name)]),
        ],
      },
    },
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

function optionsOf(image: ImageProject): {
  definition: string;
  identity: string;
  channel?: string;
} {
  const { identity, channel } = image;
  return {
    definition: identity.definition,
    identity: identityPath(image),
    ...(channel === undefined ? {} : { channel }),
  };
}

function identifyTargetOf(image: ImageProject): TargetConfiguration {
  const { files, identity, channel } = image;
  return {
    executor: '@statix/image:identify',
    ...cached,
    inputs: [...files.map((glob) => `{workspaceRoot}/${glob}`), { externalDependencies: [] }],
    outputs: [`{workspaceRoot}/${identityPath(image)}`],
    options: { ...optionsOf(image), digest: identity.identity },
    metadata: {
      description: `Hash the recipe, its lock, its arguments and its base into image.json${channel === undefined ? '' : `, for Rust ${channel}`}`,
      technologies: ['statix'],
    },
  };
}

/** Never cached: what an engine holds is outside Nx. */
function targetOfEngine(
  executor: string,
  options: object,
  description: string,
): TargetConfiguration {
  return {
    executor: `@statix/image:${executor}`,
    cache: false,
    options,
    metadata: { description, technologies: ['statix'] },
  };
}
