import { readToolchainFile, type CargoPackage, type RepositoryFiles } from '@statix/cargo/graph';
import {
  channelUnavailable,
  chooseRust,
  noChannel,
  parseChannel,
  type LockedRust,
  type RecipeToolchains,
} from '@statix/toolchain/identity';
import type { ImageProject } from '../targets/image-project.js';

/** An image, and which Rust its lock has. */
export interface RustImage extends LockedRust {
  readonly image: ImageProject;
}

/** One of a channel whose lock cannot be used. */
export interface BrokenImage extends LockedRust {
  readonly problem: unknown;
}

/** All images that a definition stands for. */
export interface WorkspaceImages {
  readonly own: RustImage;
  readonly channels: readonly (RustImage | BrokenImage)[];
  /** The compilers that its recipe can be made with; undefined for a finished image. */
  readonly toolchains: RecipeToolchains | undefined;
}

/**
 * The image that builds a package: as its rust-toolchain file says, the nearest upwards from its folder,
 * else the definition's own.
 *
 * @throws StatixError STATIX_TOOLCHAIN_UNAVAILABLE with what can be had, and those of a file that cannot
 *   be read
 */
export function imageOfPackage(
  { own, channels, toolchains }: WorkspaceImages,
  { toolchainFile }: Pick<CargoPackage, 'toolchainFile'>,
  files: RepositoryFiles,
): ImageProject {
  if (toolchainFile === undefined) return own.image;
  const asked = readToolchainFile(toolchainFile, files);
  if (asked.channel === undefined) return own.image;
  const channel = parseChannel(asked.channel);
  if (channel === undefined) throw noChannel(asked, asked.channel);
  const chosen = chooseRust<RustImage | BrokenImage>(channel, own, channels);
  if (chosen !== undefined) {
    if ('problem' in chosen) throw chosen.problem;
    return chosen.image;
  }
  // Of a finished image only itself can say which Rust it has: a build then compares.
  if (own.version === undefined) return own.image;
  throw channelUnavailable(asked, channel, [own, ...channels], toolchains);
}
