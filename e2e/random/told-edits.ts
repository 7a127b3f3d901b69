import type { Seeded } from './seeded';
import type { Told } from './told';

/** An edit of what a build of the program `app` is made of. */
export interface ToldEdit {
  readonly kind: string;
  /** @returns what is another now */
  readonly change: (told: Told, random: Seeded) => Partial<Told>;
}

type Counted = 'source' | 'included' | 'comment' | 'partSource' | 'macroSource' | 'data';
type AlsoCounted = 'partData' | 'shared' | 'word' | 'readme' | 'test' | 'vendorSource';

const next = (kind: string, key: Counted | AlsoCounted): ToldEdit => ({
  kind,
  change: (told) => ({ [key]: told[key] + 1 }),
});
const oneOf = <Key extends keyof Told>(
  kind: string,
  key: Key,
  values: readonly Told[Key][],
): ToldEdit => ({ kind, change: (_, random) => ({ [key]: random.of(values) }) });

export const commandLine = 'options on the command line';

const folderNames = [[], ['a'], ['b'], ['a', 'b'], ['a', 'deep/c']];
const separators = [',', ';', '+'];

export const toldEdits: readonly ToldEdit[] = [
  next('source of the program', 'source'),
  next('source of the program', 'source'),
  next('file that a source includes', 'included'),
  next('comment', 'comment'),
  next('source of a path dependency', 'partSource'),
  next('source of a proc macro', 'macroSource'),
  next('file that a build script reads', 'data'),
  next('file that the build script of a path dependency reads', 'partData'),
  next('file outside of the package', 'shared'),
  next('what another task writes', 'word'),
  next('document', 'readme'),
  next('test', 'test'),
  next('source of a vendored crate', 'vendorSource'),
  oneOf('files added and removed in a folder that a build script lists', 'names', folderNames),
  oneOf('the same in a path dependency', 'partNames', folderNames),
  oneOf('build script', 'script', separators),
  oneOf('build script of a path dependency', 'partScript', separators),
  oneOf('build script of a vendored crate', 'vendorScript', separators),
  oneOf('version of a vendored crate', 'vendorVersion', ['1.0.0', '1.1.0']),
  oneOf('option environment', 'environment', [undefined, 'one', 'two']),
  oneOf('[env] of Cargo’s configuration', 'configured', [undefined, 'one', 'two']),
  oneOf('[env] of Cargo’s configuration, forced', 'forced', [true, false]),
  oneOf('rustflags of Cargo’s configuration', 'rustflags', [true, false]),
  oneOf('option extraInputs', 'extraInputs', [true, false]),
  oneOf('symbolic link', 'link', [undefined, 'data.txt', 'other.txt']),
  oneOf('option generatedInputs', 'generatedInputs', [true, false]),
  oneOf('features of the manifest', 'defaultFeatures', [
    [],
    ['quiet'],
    ['loud'],
    ['quiet', 'loud'],
  ]),
  oneOf('inherited key', 'description', ['one', 'two', 'three']),
  {
    kind: 'profile',
    change: ({ release }, random) => {
      const [key, value] = random.of(profileSettings);
      const others = Object.entries(release).filter(([name]) => name !== key);
      return {
        release: Object.fromEntries(value === undefined ? others : [...others, [key, value]]),
      };
    },
  },
  oneOf('another profile', 'small', ['s', 'z']),
  oneOf('module moved', 'folder', [true, false]),
  oneOf('another binary', 'thirdBinary', [undefined, 1, 2]),
  oneOf('options in project.json', 'projectOptions', [true, false]),
  oneOf('script', 'programMode', [true, false]),
  oneOf(commandLine, 'args', [
    [],
    ['--profile=dev'],
    ['--profile=small'],
    ['-c', 'small'],
    ['--features=loud'],
    ['--defaultFeatures=false'],
    ['--allFeatures'],
    ['--bins=other'],
    ['--allocator=mimalloc'],
  ]),
];

const profileSettings: readonly (readonly [string, string | undefined])[] = [
  ['opt-level', '1'],
  ['opt-level', '"s"'],
  ['opt-level', undefined],
  ['panic', '"abort"'],
  ['panic', undefined],
  ['lto', '"thin"'],
  ['lto', undefined],
  ['codegen-units', '1'],
  ['codegen-units', undefined],
  ['debug', '1'],
  ['debug', undefined],
  ['strip', 'true'],
  ['strip', undefined],
  ['overflow-checks', 'true'],
  ['overflow-checks', undefined],
];
