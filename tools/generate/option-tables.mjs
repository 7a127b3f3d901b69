// Writes docs/options.md from the zod schemas of the executors and generators.
// `--check` writes nothing and fails when the file on disk is not what would be written.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { settle } from './settle.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const path = join(root, 'docs/options.md');

const { pluginOptionsSchema } = require(join(root, 'packages/nx/dist/schemas.js'));

const sections = ['cargo-musl', 'verify', 'upx', 'package', 'image', 'nx'].flatMap((name) => {
  const { executorSchemas = {}, generatorSchemas = {} } = require(
    // The umbrella's main module is what Nx loads in every command.
    join(root, 'packages', name, name === 'nx' ? 'dist/schemas.js' : 'dist/index.js'),
  );
  return Object.entries({ ...executorSchemas, ...generatorSchemas }).map(([step, schema]) =>
    section(
      `@statix/${name}:${step}`,
      z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
      { nested: name === 'package' },
    ),
  );
});

const text = [
  '# Options',
  'Generated from the schemas by `npm run build`. Set them in `project.json`, in `nx.json`, in `[package.metadata.statix.<target>]` of a Cargo.toml, or on the command line.',
  section(
    'The plugin, in `nx.json`',
    z.toJSONSchema(pluginOptionsSchema, { io: 'input', unrepresentable: 'any' }),
  ),
  'Everything but `include`, `exclude` and `imageDefinition` can also stand in `[workspace.metadata.statix]` and `[package.metadata.statix]` of a Cargo.toml; what is nearer to the package wins. There `name` names the Nx project.',
  ...sections,
].join('\n\n');

const check = process.argv.includes('--check');
if ((await settle(path, text, { parser: 'markdown', check })) && check) {
  console.error('docs/options.md is not what the zod schemas say (run npm run build)');
  process.exit(1);
}

function section(title, { properties = {} }, { nested = false } = {}) {
  const row = (name, property) => {
    const fallback = 'default' in property ? `\`${JSON.stringify(property.default)}\`` : '';
    return `| \`${name}\` | ${form(property)} | ${fallback} | ${property.description ?? ''} |`;
  };
  const rows = Object.entries(properties).flatMap(([name, property]) => [
    row(name, property),
    ...(nested
      ? Object.entries(property.properties ?? {}).map(([key, one]) => row(`${name}.${key}`, one))
      : []),
  ]);
  return [
    `## ${title}`,
    '',
    '| option | form | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function form(property) {
  if (property.enum) return property.enum.map((value) => `\`${value}\``).join(' or ');
  if (property.anyOf) return property.anyOf.map(form).join(' or ');
  if (property.type === 'array') return `list of ${form(property.items ?? {})}`;
  if (property.type === 'object') return 'record';
  return property.type ?? 'any';
}
