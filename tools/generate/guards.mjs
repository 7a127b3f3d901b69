// Writes, from zod schemas, what the project graph needs of them without zod, which takes longer to load
// than a hundred manifests to read: guards, lists of keys, and defaults. `--check` writes nothing and fails
// when a file on disk is not what would be written.
//
// Reads the schemas from dist. What it writes is compiled as well: where it has changed, that is done again.
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { guardsOf } from './guard-source.mjs';
import { settle } from './settle.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const check = process.argv.includes('--check');

const manifest = schemasIn('cargo', 'manifest/manifest-schema');
const lockfile = schemasIn('cargo', 'lockfile/lockfile-schema');
const definition = schemasIn('toolchain', 'definition/definition-schema');
const recipe = schemasIn('toolchain', 'definition/recipe-schema');
const toolchains = schemasIn('toolchain', 'channel/toolchains-schema');
const library = schemasIn('toolchain', 'definition/library-schema');
const { packageSettingsSchema, pluginOptionsSchema } = schemasIn(
  'nx',
  'settings/plugin-options',
).schemas;

const files = [
  guards('cargo', 'manifest/is-manifest', [
    { ...manifest, type: 'ManifestDocument', schema: 'manifestSchema' },
    { ...manifest, keys: ['manifestSchema', 'metadataSchema'] },
  ]),
  guards('cargo', 'lockfile/is-lockfile', [
    { ...lockfile, type: 'LockfileDocument', schema: 'lockfileSchema' },
  ]),
  guards('toolchain', 'definition/is-definition', [
    { ...definition, type: 'RecipeDefinitionFile', schema: 'recipeDefinitionSchema' },
    { ...definition, type: 'ReferencedDefinitionFile', schema: 'referencedDefinitionSchema' },
    { ...recipe, type: 'Recipe', schema: 'recipeSchema' },
    { ...library, type: 'LibraryFile', schema: 'librarySchema' },
  ]),
  guards('toolchain', 'channel/is-toolchains', [
    { ...toolchains, type: 'RecipeToolchains', schema: 'recipeToolchainsSchema' },
  ]),
  {
    path: sourceOf('nx', 'settings/default-settings'),
    text: [
      header('plugin-options.ts'),
      "import type { PackageSettings, PluginOptions } from './plugin-options.js';",
      '/** What the schemas make of no settings at all, as most workspaces have it. */\n' +
        `export const defaultSettings: PackageSettings = ${JSON.stringify(packageSettingsSchema.parse({}))};`,
      '/** The same for the options of the plugin in nx.json. */\n' +
        `export const defaultOptions: PluginOptions = ${JSON.stringify(pluginOptionsSchema.parse({}))};`,
    ].join('\n\n'),
  },
];

const differing = [];
for (const { path, text } of files) {
  if (await settle(path, text, { parser: 'typescript', check })) differing.push(path);
}
if (differing.length > 0 && check) {
  console.error(`Not what the zod schemas say (run npm run build):\n${differing.join('\n')}`);
  process.exit(1);
}
if (differing.length > 0) {
  await execa('tsc', ['--build'], { cwd: root, preferLocal: true, stdio: 'inherit' });
}

function schemasIn(name, module) {
  const schemas = require(join(root, 'packages', name, 'dist', `${module}.js`));
  return { from: basename(module), schemas };
}

function sourceOf(name, module) {
  return join(root, 'packages', name, 'src', `${module}.ts`);
}

/** @param wanted types to guard by a schema, and schemas to list the keys of, each with its module */
function guards(name, module, wanted) {
  const modules = [...new Set(wanted.map(({ from }) => from))];
  const imports = modules.map((from) => {
    const types = wanted.flatMap((one) => (one.from === from ? (one.type ?? []) : []));
    return `import type { ${types.join(', ')} } from './${from}.js';`;
  });
  return {
    path: sourceOf(name, module),
    text: [
      header(modules.map((from) => `${from}.ts`).join(' and ')),
      imports.join('\n'),
      guardsOf(wanted),
    ].join('\n\n'),
  };
}

function header(sources) {
  return `// Written by tools/generate/guards.mjs from ${sources}: edit that, and run npm run build.`;
}
