import { StatixError } from '@statix/contract';
import type { z } from 'zod';
import type { FolderFacts } from './inspect-folder.js';
import type { setUpSchema } from './schema.js';

export type SetUpOptions = z.infer<typeof setUpSchema>;

export interface CommandStep {
  readonly what: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly env: Readonly<Record<string, string>>;
}

export interface FileStep {
  readonly what: string;
  /** Relative to the folder that is set up. */
  readonly path: string;
  readonly content: string;
}

export type Step = CommandStep | FileStep;

/**
 * The commands that set a crate up: Nx in .nx/installation, where it needs no package.json ("dot-nx"),
 * then our plugin in it. A folder that has this version of it gets what its `init` writes and lacks,
 * which is nothing after a whole run; `nx add` would write nx.json anew, in its own format.
 *
 * The definition of an image that is asked for is written first: `nx add` passes no options on to
 * `init`, and that leaves a definition alone.
 *
 * @param version of our packages, all of which are released together
 * @throws StatixError STATIX_PACKAGE_JSON_PRESENT with the commands for a folder that npm looks after;
 *   STATIX_CRATE_MISSING; STATIX_OPTION_INVALID for a base and a reference
 */
export function planSetUp(facts: FolderFacts, options: SetUpOptions, version: string): Step[] {
  if (facts.packageJson || facts.nx === 'package') throw packageJsonPresent(facts, options);
  if (!facts.cargoToml && facts.nx === 'none') throw crateMissing();
  const image = defineImage(options);
  if (facts.plugin === version) return [...image, completePlugin];
  return [...(facts.nx === 'none' ? [installNx(options)] : []), ...image, addPlugin(version)];
}

const definition = 'images/statix/statix-image.json';

function defineImage({ base, reference }: SetUpOptions): FileStep[] {
  if (base === undefined && reference === undefined) return [];
  if (base !== undefined && reference !== undefined) throw twoImages();
  const image = reference === undefined ? { recipe: '@statix/image/recipe', base } : { reference };
  return [
    {
      what: 'Define the image',
      path: definition,
      content: `${JSON.stringify(image, undefined, 2)}\n`,
    },
  ];
}

const completePlugin: CommandStep = {
  what: 'Complete what @statix/nx needs',
  command: ['./nx', 'generate', '@statix/nx:init', '--no-interactive'],
  env: {},
};

function addPlugin(version: string): CommandStep {
  return {
    what: `Add @statix/nx ${version}`,
    command: ['./nx', 'add', `@statix/nx@${version}`],
    env: {},
  };
}

function installNx({ nx }: SetUpOptions): CommandStep {
  return {
    what: `Install Nx ${nx} in .nx/installation`,
    command: [
      'npx',
      '--yes',
      `nx@${nx}`,
      'init',
      '--useDotNxInstallation',
      '--interactive=false',
      '--nxCloud=skip',
    ],
    // `nx init` otherwise fetches the latest Nx of all and goes on with that; and Nx 23 writes the
    // latest into nx.json even then, unless it is told a version (init-v2.js of both).
    env: { NX_USE_LOCAL: 'true', ...(nx === '24' ? {} : { NX_VERSION: nx }) },
  };
}

function twoImages(): StatixError {
  return new StatixError({
    code: 'STATIX_OPTION_INVALID',
    what: 'base and reference are given, and only one can be',
    why: 'A finished image is made from nothing here.',
    remedies: ['Leave one of them out.'],
  });
}

function packageJsonPresent({ nx }: FolderFacts, options: SetUpOptions): StatixError {
  return new StatixError({
    code: 'STATIX_PACKAGE_JSON_PRESENT',
    what: 'This folder has Nx or a package.json already',
    why: 'This command is for crates without either; here npm keeps the versions.',
    remedies: [
      {
        text: 'Add Statix to what is there:',
        snippet: [
          ...(nx === 'none' ? [`npx nx@${options.nx} init`] : []),
          'npx nx add @statix/nx',
        ].join('\n'),
      },
    ],
  });
}

function crateMissing(): StatixError {
  return new StatixError({
    code: 'STATIX_CRATE_MISSING',
    what: 'There is no Cargo.toml in this folder',
    remedies: [
      'Go to the folder of the crate, or of its Cargo workspace.',
      { text: 'Or begin one here:', snippet: 'cargo init' },
    ],
  });
}
