import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import {
  errorMessage,
  nearestName,
  parseDigestReference,
  parseOptions,
  StatixError,
} from '@statix/contract/errors';
import { readLockedRust } from '../channel/locked-rust.js';
import {
  channelOf,
  isProvided,
  offersOf,
  provide,
  type ProvidedToolchain,
} from '../channel/provided-toolchain.js';
import { readRecipeToolchains } from '../channel/recipe-toolchains.js';
import { chooseRust } from '../channel/choose-rust.js';
import { findChannelLock, findLockFile } from './find-lock-file.js';
import { LOCK_COMMAND } from '../channel/lock-command.js';
import { bareVersion, earlierArguments, type EarlierArgument } from './earlier-arguments.js';
import type { RecipeDefinitionFile, ReferencedDefinitionFile } from './definition-schema.js';
import { isRecipeDefinitionFile, isReferencedDefinitionFile } from './is-definition.js';
import type { Recipe } from './recipe-schema.js';
import { readLibraries, type RecipeLibrary } from './recipe-libraries.js';
import { readRecipe } from './recipe.js';
import { findRecipeRoot } from './recipe-root.js';

/** An image made elsewhere: the published one of Statix, or a company's own. */
export interface ReferencedDefinition {
  path: string;
  /** `registry.example/name@sha256:…` */
  reference: string;
  /** The contract that is used instead of the one in the image; its path is as `path`. */
  contract: { path: string; content: Buffer } | undefined;
}

/** What an image is made of, all defaults filled in. */
export interface RecipeDefinition {
  /** Of the definition file: relative to the workspace root, forward slashes. */
  path: string;
  /** Absolute. */
  recipeRoot: string;
  /** Image that the recipe starts from. */
  base: string;
  arguments: Record<string, string>;
  recipe: { name: string; version: string };
  /**
   * Absolute: the lock that counts. `lock.json` beside the definition, which `image-lock` writes, or
   * else the one that came with the recipe.
   */
  lockFile: string | undefined;
  /** The channel that this is the image of, where it is not the definition's own. */
  channel: string | undefined;
  /** The compiler in place of the recipe's own. */
  toolchain: ProvidedToolchain | undefined;
  /** Versions that arguments of Statix v0.1.0 ask for, by name in the lock. */
  versions?: Readonly<Record<string, string>>;
  /** Each a folder in `libraries/` of the recipe, after those that it needs. */
  libraries: readonly RecipeLibrary[];
}

export type ImageDefinition = RecipeDefinition | ReferencedDefinition;

/**
 * Reads an image's definition, `statix-image.json`, and the `recipe.json` of the recipe it names.
 *
 * One with a `reference` names a finished image instead, and may name a contract file beside it.
 *
 * @param definitionPath relative to the workspace root
 * @throws StatixError STATIX_IMAGE_DEFINITION_INVALID, STATIX_OPTION_UNKNOWN, STATIX_OPTION_INVALID,
 *   STATIX_RECIPE_NOT_FOUND, STATIX_RECIPE_INVALID, STATIX_IMAGE_ARGUMENT_UNKNOWN,
 *   STATIX_IMAGE_REFERENCE_INVALID, STATIX_TOOLCHAIN_UNAVAILABLE,
 *   STATIX_IMAGE_ARGUMENT_REFUSED
 * @param channel of the image of another Rust than the definition's own, with a lock of its own
 */
export async function readImageDefinition(
  workspaceRoot: string,
  definitionPath: string,
  channel?: string,
): Promise<ImageDefinition> {
  const file = resolve(workspaceRoot, definitionPath);
  const path = relative(workspaceRoot, file).split(sep).join('/');
  if (path.startsWith('../') || isAbsolute(path)) {
    throw definitionInvalid(definitionPath, 'It is outside of the workspace.');
  }
  const json = await readJson(file, path);
  if (typeof json === 'object' && json !== null && 'reference' in json) {
    if (channel === undefined) return readReferenced(json, file, path);
    throw unavailable(channel, path, 'It names a finished image, which has one compiler.');
  }
  const raw = await recipeDefinition(json, path);
  const recipeRoot = findRecipeRoot(raw.recipe, dirname(file), workspaceRoot, path);
  const recipe = await readRecipe(recipeRoot);
  const lockFile =
    channel === undefined
      ? findLockFile(dirname(file), recipeRoot)
      : findChannelLock(dirname(file), channel);
  const earlier = readEarlier(raw.arguments ?? {}, recipe, path);
  const rust = channel ?? raw.rust ?? earlier.rust;
  const toolchain =
    rust === undefined ? undefined : await toolchainOf(rust, { recipeRoot, lockFile, path });
  const values = fillArguments(earlier.others, recipe, path);
  return {
    path,
    recipeRoot,
    base: raw.base,
    arguments: { ...values, ...toolchain?.arguments },
    recipe: { name: recipe.name, version: recipe.version },
    lockFile,
    channel,
    toolchain,
    ...(earlier.versions === undefined ? {} : { versions: earlier.versions }),
    libraries: await readLibraries(recipeRoot),
  };
}

interface EarlierValues {
  /** Arguments of the recipe itself. */
  readonly others: Record<string, string>;
  readonly rust: string | undefined;
  readonly versions: Record<string, string> | undefined;
}

/** Takes the arguments of Statix v0.1.0 out, which the recipe does not have: what each is here. */
function readEarlier(
  given: Readonly<Record<string, string>>,
  recipe: Recipe,
  path: string,
): EarlierValues {
  const others: Record<string, string> = {};
  const versions: Record<string, string> = {};
  let rust: string | undefined;
  for (const [name, value] of Object.entries(given)) {
    const earlier = Object.hasOwn(recipe.arguments, name) ? undefined : earlierArguments[name];
    if (earlier === undefined) others[name] = value;
    else if (earlier.kind === 'rust') rust = value;
    else if (earlier.kind === 'locked') versions[earlier.name] = bareVersion(value);
    else if (earlier.kind === 'refused' || earlier.value !== value) {
      throw earlierRefused(name, value, earlier, path);
    }
  }
  return { others, rust, versions: Object.keys(versions).length === 0 ? undefined : versions };
}

function earlierRefused(
  name: string,
  value: string,
  earlier: Extract<EarlierArgument, { kind: 'fixed' | 'refused' }>,
  path: string,
): StatixError {
  return new StatixError({
    code: 'STATIX_IMAGE_ARGUMENT_REFUSED',
    what: `${path} sets '${name}' to '${value}', an argument of Statix v0.1.0 that cannot be followed`,
    why: earlier.why,
    remedies: [
      earlier.kind === 'fixed'
        ? `Leave it out, or set it to "${earlier.value}".`
        : 'Leave it out (docs/toolchains.md says what there is in its place).',
    ],
  });
}

/**
 * How the recipe gets the compiler that is asked for: as its lock says, or as one would be locked.
 *
 * @returns undefined for the recipe's own compiler
 */
async function toolchainOf(
  rust: string,
  {
    recipeRoot,
    lockFile,
    path,
  }: { readonly recipeRoot: string; readonly lockFile: string | undefined; readonly path: string },
): Promise<ProvidedToolchain | undefined> {
  const toolchains = await readRecipeToolchains(recipeRoot);
  const channel = channelOf(rust, toolchains);
  if (channel === null) return undefined;
  if (channel === undefined) {
    const names = Object.keys(toolchains?.presets ?? {}).join(', ');
    throw unavailable(rust, path, `It is neither a Rust channel nor a preset (${names}).`);
  }
  if (toolchains === undefined) {
    throw unavailable(rust, path, 'The recipe has one compiler and says of no other.');
  }
  const locked =
    lockFile === undefined ? undefined : await readLockedRust(lockFile, toolchains.compiler);
  if (locked !== undefined && locked.channel === undefined && chooseRust(channel, locked, [])) {
    return undefined;
  }
  const known = locked?.channel === channel.text ? locked : undefined;
  const provided = provide(toolchains, channel, known);
  if (isProvided(provided)) return provided;
  throw unavailable(rust, path, provided.why, offersOf(toolchains, LOCK_COMMAND));
}

function unavailable(
  rust: string,
  path: string,
  why: string,
  offers: readonly string[] = [],
): StatixError {
  return new StatixError({
    code: 'STATIX_TOOLCHAIN_UNAVAILABLE',
    what: `Rust '${rust}' cannot be had for the image that ${path} defines`,
    why,
    excerpt: offers,
    remedies: [
      'Name a channel that can be had, such as "1.85", or leave it out for the recipe’s own.',
    ],
  });
}

async function readReferenced(
  json: object,
  file: string,
  path: string,
): Promise<ReferencedDefinition> {
  const { reference, contract } = await referencedDefinition(json, path);
  parseDigestReference(reference);
  if (contract === undefined) return { path, reference, contract: undefined };
  const contractPath = join(dirname(file), contract);
  const inside = relative(dirname(file), contractPath);
  if (inside.startsWith('..') || isAbsolute(contract)) {
    throw definitionInvalid(path, `Its contract '${contract}' is not in the folder beside it.`);
  }
  try {
    const content = await readFile(contractPath);
    return {
      path,
      reference,
      contract: { path: posix.join(posix.dirname(path), contract), content },
    };
  } catch (cause) {
    throw definitionInvalid(path, `Its contract: ${errorMessage(cause)}`, cause);
  }
}

async function recipeDefinition(json: unknown, path: string): Promise<RecipeDefinitionFile> {
  if (isRecipeDefinitionFile(json)) return json;
  const { recipeDefinitionSchema } = await import('./definition-schema.js');
  return parseOptions(recipeDefinitionSchema, json, path);
}

async function referencedDefinition(
  json: unknown,
  path: string,
): Promise<ReferencedDefinitionFile> {
  if (isReferencedDefinitionFile(json)) return json;
  const { referencedDefinitionSchema } = await import('./definition-schema.js');
  return parseOptions(referencedDefinitionSchema, json, path);
}

function fillArguments(
  given: Record<string, string>,
  recipe: Recipe,
  path: string,
): Record<string, string> {
  const known = Object.keys(recipe.arguments);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, known);
    throw new StatixError({
      code: 'STATIX_IMAGE_ARGUMENT_UNKNOWN',
      what: `${path} sets '${unknown}', which is no argument of the recipe '${recipe.name}'`,
      remedies: [
        ...(nearest === undefined ? [] : [`Did you mean '${nearest}'?`]),
        known.length === 0
          ? 'The recipe has no arguments.'
          : `The arguments are: ${[...known].sort().join(', ')}.`,
      ],
    });
  }
  const defaults = Object.entries(recipe.arguments).map(
    ([name, argument]) => [name, argument.default] as const,
  );
  return { ...Object.fromEntries(defaults), ...given };
}

async function readJson(file: string, path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw definitionInvalid(path, errorMessage(cause), cause);
  }
}

function definitionInvalid(path: string, why: string, cause?: unknown): StatixError {
  return new StatixError({
    code: 'STATIX_IMAGE_DEFINITION_INVALID',
    what: `The definition of the image cannot be read from ${path}`,
    why,
    remedies: [
      {
        text: 'It is a JSON file of this form:',
        snippet: '{ "recipe": "@statix/image/recipe", "base": "debian:trixie-slim" }',
      },
      {
        text: 'Or, for an image that is made elsewhere:',
        snippet:
          '{ "reference": "registry.example/team/image@sha256:…", "contract": "contract.json" }',
      },
      { text: 'Or have it made:', snippet: 'npx nx generate @statix/nx:init' },
    ],
    cause,
  });
}
