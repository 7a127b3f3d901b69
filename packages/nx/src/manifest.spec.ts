import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { executorSchemas, generatorSchemas } from './schemas.js';

const root = join(__dirname, '..');
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));

const collection = z.record(
  z.string(),
  z.looseObject({ schema: z.string(), description: z.string() }),
);
const help = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ description: z.string().min(1) })).optional(),
});
/** What `nx g @statix/nx:X --help` prints above and below the options. */
const generatorHelp = z.looseObject({
  description: z.string().min(1),
  examples: z.array(z.object({ command: z.string(), description: z.string() })).min(1),
});
const manifest = z
  .object({
    files: z.array(z.string()),
    executors: z.string(),
    generators: z.string(),
    'nx-migrations': z.object({ migrations: z.string(), packageGroup: z.array(z.string()) }),
  })
  .parse(read('package.json'));

test('nx migrate moves all our packages together', () => {
  const names = readdirSync(join(root, '..')).map(
    (folder) => z.object({ name: z.string() }).parse(read(`../${folder}/package.json`)).name,
  );
  expect([...manifest['nx-migrations'].packageGroup].sort()).toEqual(
    names.filter((name) => name !== '@statix/create').sort(),
  );
});

test('what Nx looks for by package.json is there, and packed', () => {
  for (const path of [
    manifest.executors,
    manifest.generators,
    manifest['nx-migrations'].migrations,
  ]) {
    expect(existsSync(join(root, path))).toBe(true);
    expect(manifest.files).toContain(path.replace('./', ''));
  }
});

test('fault: --help of each executor and generator says what it does, and not `undefined`', () => {
  const packages = readdirSync(join(root, '..'));
  const described = packages.flatMap((name) =>
    ['executors', 'generators'].flatMap((kind) => {
      const file = `../${name}/${kind}.json`;
      if (!existsSync(join(root, file))) return [];
      const registered = collection.parse((read(file) as Record<string, unknown>)[kind]);
      return Object.entries(registered).map(([step, { schema }]) => ({
        step: `${name}:${step}`,
        description: z
          .looseObject({ description: z.string().min(1) })
          .safeParse(read(`../${name}/${schema}`)).data?.description,
      }));
    }),
  );
  expect(described.length).toBeGreaterThan(20);
  expect(described.filter(({ description }) => description === undefined)).toEqual([]);
});

test.each([
  ['executors', 'executors.json', Object.keys(executorSchemas)],
  ['generators', 'generators.json', Object.keys(generatorSchemas)],
])('%s: each one that has a schema is registered, with help', (kind, file, names) => {
  const registered = collection.parse((read(file) as Record<string, unknown>)[kind]);
  expect(Object.keys(registered).sort()).toEqual([...names].sort());
  for (const [name, { schema, description }] of Object.entries(registered)) {
    expect(description).not.toBe('');
    expect(schema).toBe(`./src/${kind}/${name}/schema.json`);
    // Throws where an option has no description.
    help.parse(read(schema));
    if (kind === 'generators') expect(generatorHelp.safeParse(read(schema)).error).toBeUndefined();
  }
});
