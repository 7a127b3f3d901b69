import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * The rooms of a package (the folders of its `src`, and files beside them) stand on floors: what one
 * imports is below it. So no way along imports leads back to the room that it began in.
 */
const packages = join(__dirname, '../../packages');

test.each(readdirSync(packages))('the rooms of %s import downwards only', (name) => {
  expect(cycles(roomImports(join(packages, name, 'src')))).toEqual([]);
});

test('a way that leads back is found', () => {
  const imports = new Map([
    ['a', new Map([['b', 'a/x.ts → b/y.ts']])],
    ['b', new Map([['c', 'b/y.ts → c/z.ts']])],
    ['c', new Map([['a', 'c/z.ts → a/x.ts']])],
  ]);
  expect(cycles(imports)).toEqual(['a/x.ts → b/y.ts, b/y.ts → c/z.ts, c/z.ts → a/x.ts']);
});

type RoomImports = Map<string, Map<string, string>>;

/** Room → rooms that it imports, each with one import that shows it. Tests and what they use do not count. */
function roomImports(source: string): RoomImports {
  const imports: RoomImports = new Map();
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .filter((file) => !file.startsWith('testing/') && file !== 'index.ts');
  for (const file of files) {
    const text = readFileSync(join(source, file), 'utf8');
    for (const [, path] of text.matchAll(/(?: from |\bimport\()'(\.[^']+)\.js'/g)) {
      const target = relative(source, resolve(source, dirname(file), `${path!}.ts`));
      const [from, to] = [roomOf(file), roomOf(target)];
      if (from === to) continue;
      const known = imports.get(from) ?? new Map<string, string>();
      imports.set(from, known.set(to, `${file} → ${target}`));
    }
  }
  return imports;
}

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file;
}

/** One way for each room that can be reached from itself, each circle once. */
function cycles(imports: RoomImports): string[] {
  const found = new Map<string, string>();
  for (const room of [...imports.keys()].sort()) {
    const way = wayBack(room, imports);
    if (way === undefined) continue;
    const key = [...way].sort().join();
    if (!found.has(key)) found.set(key, way.join(', '));
  }
  return [...found.values()];
}

function wayBack(start: string, imports: RoomImports): string[] | undefined {
  const ways: [string, string[]][] = [[start, []]];
  const seen = new Set<string>();
  for (const [room, way] of ways) {
    for (const [next, shown] of imports.get(room) ?? []) {
      if (next === start) return [...way, shown];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([next, [...way, shown]]);
    }
  }
  return undefined;
}
