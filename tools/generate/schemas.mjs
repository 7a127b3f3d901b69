// Writes each executor's and generator's schema.json, and the JSON Schema of each document, from its zod
// schema, so that the two cannot differ.
// `--check` writes nothing and fails when a file on disk is not what would be written.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { settle } from './settle.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
const check = process.argv.includes('--check');
const differing = [];

for (const name of ['image', 'cargo-musl', 'verify', 'upx', 'package', 'nx']) {
  const loaded = require(schemasOf(name));
  const groups = {
    executors: loaded.executorSchemas ?? {},
    generators: loaded.generatorSchemas ?? {},
  };
  for (const [folder, schemas] of Object.entries(groups)) {
    for (const [step, schema] of Object.entries(schemas)) {
      const path = join(root, 'packages', name, 'src', folder, step, 'schema.json');
      const { [folder]: registered } = require(join(root, 'packages', name, `${folder}.json`));
      const { description } = registered[step];
      await settleSchema(path, looseSchema(schema, `@statix/${name}:${step}`, description));
    }
  }
}

// The documents that users' own programs read: whoever has no zod validates with these.
const { documentSchemas } = require(join(root, 'packages/contract/dist/document-schemas.js'));
for (const [name, schema] of Object.entries(documentSchemas)) {
  const path = join(root, 'packages/contract/schemas', `${name}.schema.json`);
  await settleSchema(path, z.toJSONSchema(schema, { io: 'output' }));
}

if (check && differing.length > 0) {
  console.error(`Not what the zod schemas say (run npm run build):\n${differing.join('\n')}`);
  process.exit(1);
}

async function settleSchema(path, schema) {
  const text = JSON.stringify(schema);
  if (await settle(path, text, { parser: 'json', check })) differing.push(path);
}

/** The umbrella's main module is what Nx loads in every command, so its schemas have one of their own. */
function schemasOf(name) {
  return join(root, 'packages', name, name === 'nx' ? 'dist/schemas.js' : 'dist/index.js');
}

/**
 * Nx checks options against schema.json before the executor runs, names neither the option's place
 * nor a near name, and one bad project ends a whole batch. So this schema documents and refuses
 * nothing; zod in the executor is the only judge.
 *
 * @param description what `--help` begins with, where the schema itself says nothing
 */
function looseSchema(schema, id, description) {
  const {
    $schema: _,
    additionalProperties: __,
    required: ___,
    ...described
  } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Nx's help shows the `type` alone, and `undefined` where there is none.
      if (jsonSchema.anyOf?.every(({ type }) => type === 'object')) jsonSchema.type = 'object';
      if (jsonSchema.anyOf?.some(({ type }) => type === 'boolean') !== true) return;
      // Nx gives a value of the command line the first of these types that it has the form of, and knows
      // `anyOf` not (`coerceType` in its params.ts).
      jsonSchema.oneOf = jsonSchema.anyOf;
      delete jsonSchema.anyOf;
    },
  });
  return {
    $schema: 'https://json-schema.org/schema',
    $id: id,
    version: 2,
    title: id,
    description,
    ...described,
    type: 'object',
    additionalProperties: true,
  };
}
