import { isRepository, outputFolder, StatixError } from '@statix/contract';
import { registryAddress, type RegistryAddress } from '../../registry/registry-address.js';
import type { PushOptions } from './schema.js';

export interface PushPlan {
  readonly repository: string;
  readonly address: RegistryAddress;
  readonly tags: readonly string[];
  /** Path of another repository in the same registry. */
  readonly mountFrom: string | undefined;
  /** Relative to the workspace root. */
  readonly digestFile: string;
}

/**
 * Where an image is pushed to.
 *
 * @param version tag of the package's version
 * @throws StatixError STATIX_OPTION_INVALID
 */
export function planPush(options: PushOptions, project: string, version: string): PushPlan {
  const { repository, plainHttp, mountFrom } = options;
  if (repository === undefined || !isRepository(repository)) {
    throw invalid(
      repository === undefined
        ? 'No repository is named to push the image to'
        : `'${repository}' is not a repository that an image can be pushed to`,
    );
  }
  const address = registryAddress(repository, plainHttp);
  const other = mountFrom === undefined ? undefined : mountAddress(mountFrom, address, plainHttp);
  return {
    repository,
    address,
    tags: [...new Set(options.tags ?? [version])],
    mountFrom: other,
    digestFile: options.digestFile ?? `${outputFolder('pushed', project, options)}/image.txt`,
  };
}

function mountAddress(
  mountFrom: string,
  { origin }: RegistryAddress,
  plainHttp: boolean | undefined,
): string {
  const other = isRepository(mountFrom) ? registryAddress(mountFrom, plainHttp) : undefined;
  if (other?.origin === origin) return other.path;
  throw invalid(`\`mountFrom\` is '${mountFrom}', which is no repository of the same registry`);
}

function invalid(what: string): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what,
    why: 'A registry’s host and a path in lower-case letters, without tag and digest.',
    remedies: [
      {
        text: 'For example:',
        snippet: 'npx nx run <project>:package-push --repository=registry.example/team/app',
      },
    ],
  });
}
