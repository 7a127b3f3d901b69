import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  imageContractSchema,
  parseDocument,
  type ImageContract,
  type ImageIdentity,
} from '@statix/contract';
import { offerOfContract, offerOfRecipe, type ImageOffer } from '@statix/advice';
import {
  findOwnImage,
  identifyImage,
  readImageContract,
  readImageDefinition,
  type ImageDefinition,
} from '@statix/toolchain';
import { type Engine } from '@statix/engine';

/** What can be said of the image that builds will use, before or after it is made. */
export interface KnownImage {
  readonly identity: ImageIdentity;
  readonly offer: ImageOffer | undefined;
  readonly knownFrom: 'contract' | 'recipe' | 'nothing';
  /** Whether the engine has it, and whether we know it for ours; undefined without an engine. */
  readonly presence: 'own' | 'foreign' | 'absent' | undefined;
  readonly comesFrom: 'recipe' | 'registry';
}

/**
 * Finds out what an image has: from its contract where it is on the engine, else from the contract
 * file beside a reference, else from the recipe's own lists.
 *
 * @param channel of the image of another Rust than the definition's own
 * @throws StatixError of an unreadable definition, recipe or contract
 */
export async function readKnownImage(
  workspaceRoot: string,
  definitionPath: string,
  engine: Engine | undefined,
  channel?: string,
): Promise<KnownImage> {
  const definition = await readImageDefinition(workspaceRoot, definitionPath, channel);
  const identity = identifyImage(definition);
  const comesFrom = 'recipeRoot' in definition ? 'recipe' : 'registry';
  const found = engine === undefined ? undefined : await findOnEngine(engine, identity);
  const known = { identity, presence: found?.presence, comesFrom } as const;
  const contract = found?.contract ?? contractBeside(definition);
  if (contract !== undefined) {
    return { ...known, offer: offerOfContract(contract), knownFrom: 'contract' };
  }
  const offer = await readRecipeOffer(definition);
  return { ...known, offer, knownFrom: offer === undefined ? 'nothing' : 'recipe' };
}

async function findOnEngine(
  engine: Engine,
  identity: ImageIdentity,
): Promise<{ presence: 'own' | 'foreign' | 'absent'; contract?: ImageContract }> {
  const { id } = await engine.facts();
  const image = await findOwnImage(engine, id, identity);
  if (image === undefined) return { presence: 'absent' };
  return { presence: 'own', contract: await readImageContract(engine, image.id) };
}

function contractBeside(definition: ImageDefinition): ImageContract | undefined {
  if ('recipeRoot' in definition || definition.contract === undefined) return undefined;
  const { path, content } = definition.contract;
  return parseDocument(content.toString('utf8'), path, imageContractSchema);
}

/** A company's recipe need not have the lists that ours has: then nothing is known before it is made. */
async function readRecipeOffer(definition: ImageDefinition): Promise<ImageOffer | undefined> {
  if (!('recipeRoot' in definition)) return undefined;
  const text = (path: string): Promise<string | undefined> =>
    readFile(join(definition.recipeRoot, path), 'utf8').catch(() => undefined);
  const components = await text('contract/components.json');
  if (components === undefined) return undefined;
  const lists = await Promise.all(['contract/tools.list', 'packages/runtime.list'].map(text));
  const environment = await text('environment.json');
  const { lockFile } = definition;
  const lock =
    lockFile === undefined ? undefined : await readFile(lockFile, 'utf8').catch(() => undefined);
  return offerOfRecipe({
    components,
    libraries: definition.libraries,
    lock,
    environment,
    lists: lists.filter((list) => list !== undefined),
    extraPackages: definition.arguments['EXTRA_PACKAGES'] ?? '',
  });
}
