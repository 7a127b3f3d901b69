import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { connectEngine, packArchive } from '@statix/engine';
import { ensureImage, identifyImage, readImageDefinition } from '@statix/toolchain';

jest.setTimeout(900_000);

const workspaceRoot = join(__dirname, '../../../..');
const recipe = join(workspaceRoot, 'images/statix/recipe');

const LIBRARY = {
  source: 'jansson',
  license: 'MIT',
  buildPackages: ['gperf'],
  libraries: [
    { name: 'jansson', pkgConfig: 'jansson', symbols: ['json_loads'], withoutStackProtector: 'x' },
  ],
};

test('a folder in libraries/ becomes a component of the contract, with its own patches', async () => {
  const engine = await connectEngine({});
  const definition = await readImageDefinition(workspaceRoot, 'images/statix/statix-image.json');
  const { imageId } = await ensureImage(engine, {
    workspaceRoot,
    identity: identifyImage(definition),
    signal: undefined,
    report: () => undefined,
  });
  const files = {
    'contract/components.sh': readFileSync(join(recipe, 'contract/components.sh'), 'utf8'),
    'contract/components.json': readFileSync(join(recipe, 'contract/components.json'), 'utf8'),
    'libraries/jansson/library.json': JSON.stringify(LIBRARY),
    'libraries/jansson/b.patch': '',
    'libraries/jansson/a.patch': '',
  };
  const entries = Object.entries(files).map(([path, text]) => ({
    path,
    mode: 0o644,
    content: Buffer.from(text),
  }));
  let output = '';
  const { result } = await engine.runContainer(
    {
      image: imageId,
      command: [
        'bash',
        '-euc',
        'cd /tmp && tar x && bash contract/components.sh contract/components.json libraries',
      ],
      environment: {},
      purpose: 'recipe-spec',
      network: 'none',
      limits: {},
    },
    {
      stdin: await buffer(packArchive(entries)),
      stdout: (chunk) => {
        output += chunk.toString();
      },
    },
  );
  expect(result.exitCode).toBe(0);
  const components = JSON.parse(output) as { name: string }[];
  expect(components.map(({ name }) => name)).toContain('musl');
  expect(components.find(({ name }) => name === 'jansson')).toEqual({
    name: 'jansson',
    license: 'MIT',
    source: 'jansson',
    libraries: [{ name: 'jansson', pkgConfig: 'jansson', symbols: ['json_loads'] }],
    ownPatches: ['libraries/jansson/a.patch', 'libraries/jansson/b.patch'],
  });
});
