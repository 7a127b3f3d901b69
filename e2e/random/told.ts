import { toldCrates } from '../../packages/cargo-musl/src/testing/told-crates';

/** A file of a workspace, or a symbolic link. */
export type Content = string | { readonly link: string };
export type Files = ReadonlyMap<string, Content>;

/**
 * Where the program is that tells everything its build has seen, `app`, in a Cargo workspace of its
 * own: its sources and data, those of a path dependency, of a proc macro and of a vendored crate, its
 * environment, options and profile, most of it read by build scripts that Cargo knows no inputs of.
 */
export const toldFolder = 'told';

/** What edits change about it. Numbers are versions of a text. */
export interface Told {
  source: number;
  included: number;
  comment: number;
  partSource: number;
  macroSource: number;
  data: number;
  partData: number;
  shared: number;
  /** What the task `codegen:generate` writes. */
  word: number;
  readme: number;
  test: number;
  /** Names in the folders that build scripts list. */
  names: readonly string[];
  partNames: readonly string[];
  /** What build scripts put between the words. */
  script: string;
  partScript: string;
  vendorSource: number;
  vendorScript: string;
  vendorVersion: string;
  environment: string | undefined;
  /** `[env]` of Cargo's configuration. */
  configured: string | undefined;
  forced: boolean;
  rustflags: boolean;
  extraInputs: boolean;
  /** Where a link in the package leads to; it needs the extra inputs. */
  link: string | undefined;
  generatedInputs: boolean;
  defaultFeatures: readonly string[];
  description: string;
  release: Readonly<Record<string, string>>;
  small: string;
  /** The module `more` is a folder. */
  folder: boolean;
  thirdBinary: number | undefined;
  /** `rustflags` in project.json. */
  projectOptions: boolean;
  programMode: boolean;
  /** The task `slow:build-static` runs before. */
  waits: boolean;
  /** On the command line. */
  args: readonly string[];
}

export const startingTold: Told = {
  source: 1,
  included: 1,
  comment: 1,
  partSource: 1,
  macroSource: 1,
  data: 1,
  partData: 1,
  shared: 1,
  word: 1,
  readme: 0,
  test: 0,
  names: ['a'],
  partNames: ['a'],
  script: ',',
  partScript: ',',
  vendorSource: 1,
  vendorScript: ',',
  vendorVersion: '1.0.0',
  environment: undefined,
  configured: undefined,
  forced: false,
  rustflags: false,
  extraInputs: false,
  link: undefined,
  generatedInputs: false,
  defaultFeatures: ['quiet'],
  description: 'one',
  release: {},
  small: 's',
  folder: false,
  thirdBinary: undefined,
  projectOptions: false,
  programMode: false,
  waits: false,
  args: [],
};

/** Which of Cargo's profiles a state builds, by its folder in dist. */
export function profileOf({ args }: Pick<Told, 'args'>): string {
  const [, named] = args.map((arg) => /^--profile=(.+)$/.exec(arg)).find(Boolean) ?? [];
  return named ?? (args.includes('-c') ? (args[args.indexOf('-c') + 1] ?? 'release') : 'release');
}

/** The files of a state. */
export function filesOfTold(told: Told): Map<string, Content> {
  const files = new Map<string, Content>(Object.entries(toldCrates));
  const change = (path: string, from: string, to: string): void => {
    const text = files.get(path);
    if (typeof text !== 'string' || !text.includes(from)) throw new Error(`${path} has no ${from}`);
    files.set(
      path,
      text.replaceAll(from, () => to),
    );
  };
  change('crates/app/src/main.rs', 'mod more;', `// ${told.comment}\nmod more;`);
  change(
    'crates/app/src/main.rs',
    'fn main() {',
    `fn main() {\n    println!("{}", include_str!("../words.txt"));`,
  );
  files.set('crates/app/words.txt', `included ${told.included}\n`);
  change('crates/app/src/more.rs', 'one', String(told.source));
  change('crates/part/src/lib.rs', 'part one', `part ${told.partSource}`);
  change('crates/mac/src/lib.rs', 'mac one', `mac ${told.macroSource}`);
  change('crates/app/data.txt', 'one', String(told.data));
  change('crates/part/data.txt', 'one', String(told.partData));
  change('shared/data.txt', 'one', String(told.shared));
  files.set('shared/other.txt', `other ${told.shared}\n`);
  if (told.readme > 0) files.set('crates/app/README.md', `# ${told.readme}\n`);
  if (told.test > 0) files.set('crates/app/tests/all.rs', `// ${told.test}\n`);
  for (const crate of ['app', 'part']) files.delete(`crates/${crate}/data/a`);
  for (const name of told.names) files.set(`crates/app/data/${name}`, '');
  for (const name of told.partNames) files.set(`crates/part/data/${name}`, '');
  change('crates/app/build.rs', 'join(",")', `join("${told.script}")`);
  change('crates/part/build.rs', 'join(",")', `join("${told.partScript}")`);
  change('vendor/wordy/build.rs', 'join(",")', `join("${told.vendorScript}")`);
  change('vendor/wordy/src/lib.rs', 'wordy one', `wordy ${told.vendorSource}`);
  change('vendor/wordy/Cargo.toml', '1.0.0', told.vendorVersion);
  change('Cargo.lock', '1.0.0', told.vendorVersion);
  change('Cargo.toml', '"one"', JSON.stringify(told.description));
  change('Cargo.toml', 'opt-level = "s"', `opt-level = "${told.small}"`);
  const release = Object.entries(told.release).map(([key, value]) => `${key} = ${value}\n`);
  files.set('Cargo.toml', `${text(files, 'Cargo.toml')}\n[profile.release]\n${release.join('')}`);
  change('crates/app/Cargo.toml', '["quiet"]', JSON.stringify(told.defaultFeatures));
  files.set('crates/app/Cargo.toml', `${text(files, 'crates/app/Cargo.toml')}${metadata(told)}`);
  files.set('.cargo/config.toml', `${text(files, '.cargo/config.toml')}${configuration(told)}`);
  if (told.link !== undefined)
    files.set('crates/app/linked.txt', { link: `../../shared/${told.link}` });
  if (told.programMode) change('crates/app/run.sh', '#!/bin/sh', '#!/bin/bash');
  if (told.folder) {
    files.set('crates/app/src/more/mod.rs', text(files, 'crates/app/src/more.rs'));
    files.delete('crates/app/src/more.rs');
  }
  if (told.thirdBinary !== undefined)
    files.set('crates/app/src/bin/third.rs', `fn main() { println!("${told.thirdBinary}"); }\n`);
  if (told.projectOptions || told.waits) files.set('crates/app/project.json', projectJson(told));
  files.set('slow/project.json', slow);
  // The task writes it.
  files.delete('gen/out/told.txt');
  files.set('codegen/word.txt', `generated ${told.word}\n`);
  files.set('codegen/generate.cjs', generate);
  files.set('codegen/project.json', codegen);
  return new Map([...files].map(([path, content]) => [`${toldFolder}/${path}`, content]));
}

function text(files: ReadonlyMap<string, Content>, path: string): string {
  const content = files.get(path);
  if (typeof content !== 'string') throw new Error(`${path} is no file`);
  return content;
}

function metadata({ extraInputs, link, generatedInputs, environment }: Told): string {
  const lines = [
    ...(extraInputs || link !== undefined ? [`extraInputs = ["${toldFolder}/shared/**"]`] : []),
    ...(generatedInputs
      ? [`generatedInputs = { "codegen:generate" = ["${toldFolder}/gen/out/**"] }`]
      : []),
    ...(environment === undefined ? [] : [`environment = { WORD = "${environment}" }`]),
  ];
  return `\n[package.metadata.statix.build-static]\n${lines.join('\n')}\n`;
}

function configuration({ configured, forced, rustflags }: Told): string {
  const value = forced ? `{ value = "${configured}", force = true }` : `"${configured}"`;
  return [
    ...(configured === undefined ? [] : [`\n[env]\nCONFIGURED = ${value}\n`]),
    ...(rustflags ? ['\n[build]\nrustflags = ["--cfg", "shout"]\n'] : []),
  ].join('');
}

function projectJson({ projectOptions, waits }: Told): string {
  return JSON.stringify({
    targets: {
      'build-static': {
        ...(projectOptions ? { options: { rustflags: ['--cfg', 'shout'] } } : {}),
        ...(waits ? { dependsOn: ['...', { projects: ['slow'], target: 'build-static' }] } : {}),
      },
    },
  });
}

/** Takes as long as the environment says, and leaves files where it says when it begins and ends. */
const slow = JSON.stringify({
  name: 'slow',
  targets: {
    'build-static': {
      executor: 'nx:run-commands',
      cache: false,
      options: {
        command:
          'touch "${STATIX_E2E_MARK:-/dev/null}"; sleep ${STATIX_E2E_SECONDS:-0}; touch "${STATIX_E2E_END:-/dev/null}"',
      },
    },
  },
});

const codegen = JSON.stringify({
  name: 'codegen',
  targets: {
    generate: {
      executor: 'nx:run-commands',
      cache: true,
      inputs: ['{projectRoot}/**/*', { externalDependencies: [] }],
      outputs: [`{workspaceRoot}/${toldFolder}/gen/out`],
      options: { command: `node ${toldFolder}/codegen/generate.cjs` },
    },
  },
});

const generate = `const { copyFileSync, mkdirSync } = require('node:fs');
mkdirSync('${toldFolder}/gen/out', { recursive: true });
copyFileSync('${toldFolder}/codegen/word.txt', '${toldFolder}/gen/out/told.txt');
`;
