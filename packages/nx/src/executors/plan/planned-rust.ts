import { isStatixError } from '@statix/contract';
import { readToolchainFile, repositoryFiles, type CargoPackage } from '@statix/cargo';
import { readKnownImage } from '../../image/known-image.js';

/**
 * The Rust that builds a package, and what chose it: `1.85.1, for channel 1.85 of rust-toolchain.toml:2`.
 * As the lock says; nothing where that is not known.
 */
export async function plannedRust(
  workspaceRoot: string,
  { toolchainFile }: Pick<CargoPackage, 'toolchainFile'>,
  image: {
    readonly imageDefinition?: string | undefined;
    readonly imageChannel?: string | undefined;
  },
): Promise<{ rust?: string }> {
  const { imageDefinition: definition, imageChannel: channel } = image;
  if (definition === undefined) return {};
  try {
    const { offer } = await readKnownImage(workspaceRoot, definition, undefined, channel);
    if (offer?.rustVersion === undefined) return {};
    return { rust: `${offer.rustVersion}, ${chosenBy(workspaceRoot, toolchainFile, definition)}` };
  } catch (error) {
    // Said by what is foreseen.
    if (isStatixError(error)) return {};
    throw error;
  }
}

function chosenBy(
  workspaceRoot: string,
  toolchainFile: string | undefined,
  definition: string,
): string {
  const file =
    toolchainFile === undefined
      ? undefined
      : readToolchainFile(toolchainFile, repositoryFiles(workspaceRoot));
  return file?.channel === undefined
    ? `that of ${definition}`
    : `for channel ${file.channel} of ${file.path}:${file.line}`;
}
