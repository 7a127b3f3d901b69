import { StatixError, type ImageContract, type ImageIdentity } from '@statix/contract';

/** Programs of the image that not every image has. */
export type ImageTool = 'cargo-clippy' | 'cargo-nextest' | 'llvm-cov' | 'llvm-profdata';

/** Paths in the image by the names that its contract gives its tools. */
export type ToolPaths = Readonly<Partial<Record<string, string>>>;

export function toolPaths({ tools }: Pick<ImageContract, 'tools'>): ToolPaths {
  return Object.fromEntries(tools.map(({ name, path }) => [name, path]));
}

/**
 * Refuses an image without the tools that a task cannot do without.
 *
 * @param instead what to do with this image as it is
 * @throws StatixError STATIX_TOOL_NOT_IN_IMAGE when its contract names one of them not
 */
export function requireTools(
  contract: Pick<ImageContract, 'tools'>,
  { reference, definition }: Pick<ImageIdentity, 'reference' | 'definition'>,
  tools: readonly ImageTool[],
  instead: string,
): void {
  const paths = toolPaths(contract);
  const missing = tools.filter((tool) => paths[tool] === undefined);
  if (missing.length === 0) return;
  throw new StatixError({
    code: 'STATIX_TOOL_NOT_IN_IMAGE',
    what: `The image has no ${missing.join(' and no ')}`,
    why: `The contract of ${reference} names no such tool.`,
    remedies: [
      instead,
      `Or let ${definition} name an image of the recipe that comes with this version of Statix, which has it. In an image of your own, install the program and name it in the contract: "tools": [{ "name": "${missing[0] ?? ''}", "path": "…", "version": "…" }].`,
    ],
  });
}
