import type { Evidence, Finding } from '@statix/contract';
import {
  type CargoPackage,
  type CargoRepository,
  cfgMatches,
  type ConfigText,
  configTexts,
  configuredOverrides,
  keyPosition,
  mergeConfigs,
  type MergedConfig,
  pathClosure,
  type RepositoryFiles,
  targetCfg,
  workspaceOf,
} from '@statix/cargo';
import type { ImageOffer } from '../native-crates/image-offer.js';
import { nameForTarget, variableKind, type VariableKind } from './environment-rules.js';
import { flagProblems } from './flag-rules.js';
import { hiddenSources } from './hidden-sources.js';
import { localLinks } from './local-links.js';
import { manifestProblems } from './manifest-problems.js';
import { rustVersions } from './rust-versions.js';
import { toolchainNotes } from './toolchain-notes.js';

export interface SettingsRequest {
  readonly repository: CargoRepository;
  readonly files: RepositoryFiles;
  readonly package: CargoPackage;
  readonly triple: string;
  readonly offer: ImageOffer | undefined;
  /** Options of build-static. */
  readonly rustflags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly profile: string;
}

type SettingFinding = Omit<Finding, 'package' | 'crate' | 'fix'>;

/**
 * What in Cargo's configuration, the profile, the manifest and the options of build-static spoils a
 * static build or is not followed by it. Reads files only.
 *
 * @throws StatixError STATIX_CARGO_CONFIG_INVALID
 */
export function diagnoseSettings(input: SettingsRequest): Finding[] {
  const { repository, files, package: pkg } = input;
  const workspace = workspaceOf(repository, pkg);
  const configs = configTexts(workspace, files);
  const merged = mergeConfigs(configs);
  const found: SettingFinding[] = [
    ...flagFindings(merged, configs, input),
    ...overriddenSettings(configs, input.triple),
    ...configEnvironment(merged, configs, input.offer),
    ...optionEnvironment(input),
    ...toolchainNotes(pkg.toolchainFile, input.triple, files),
    ...(workspace === undefined ? [] : manifestProblems(input, workspace)),
    ...rustVersions(input),
    ...localLinks(input),
    // A path dependency that is no program is in no other report.
    ...pathClosure(repository, pkg).flatMap((one) => hiddenSources({ files, package: one })),
  ];
  return found.map((finding) => ({ ...finding, package: pkg.name, crate: null, fix: 'none' }));
}

function flagFindings(
  merged: MergedConfig,
  configs: readonly ConfigText[],
  { triple, rustflags, package: pkg }: SettingsRequest,
): SettingFinding[] {
  const configured = [...merged]
    .filter(([key]) => isRustflagsFor(key, triple))
    .flatMap(([key, { value, file }]) => {
      return flagProblems(asFlags(value)).map((problem) => ({
        problem,
        evidence: evidenceIn(configs, file, key, problem.flag),
      }));
    });
  const optional = flagProblems(rustflags).map((problem) => ({
    problem,
    evidence: {
      file: pkg.manifest,
      line: null,
      text: `rustflags of build-static: ${problem.flag}`,
    },
  }));
  return [...configured, ...optional].map(({ problem: { flag, what, ...rest }, evidence }) => ({
    ...rest,
    what: `The flag ${flag} ${what}`,
    evidence: [evidence],
  }));
}

function isRustflagsFor(key: string, triple: string): boolean {
  if (key === 'build.rustflags') return true;
  const name = /^target\.([A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*")\.rustflags$/.exec(key)?.[1];
  if (name === undefined) return false;
  const target: unknown = name.startsWith('"') ? JSON.parse(name) : name;
  return target === triple || (typeof target === 'string' && cfgMatches(target, targetCfg(triple)));
}

function asFlags(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/\s+/).filter((flag) => flag !== '');
  return Array.isArray(value) ? value.filter((flag) => typeof flag === 'string') : [];
}

/** Settings that say where results go, what compiles and for which target: the executor says it. */
function overriddenSettings(configs: readonly ConfigText[], triple: string): SettingFinding[] {
  return configuredOverrides(configs, triple)
    .filter(({ key }) => /^(?:build|target)\./.test(key))
    .filter(({ key, value }) => key !== 'build.target' || value !== triple)
    .map(({ key, value, file }) => ({
      severity: 'note',
      code: 'setting-not-used',
      what: `\`${key} = ${value}\` has no effect on build-static`,
      why: 'Compiler, linker, target and folders are those of the image: environment variables win over configuration files.',
      remedies: [{ text: 'It can stay, for other builds.' }],
      evidence: [evidenceIn(configs, file, key, `${key} = ${value}`)],
    }));
}

function configEnvironment(
  merged: MergedConfig,
  configs: readonly ConfigText[],
  offer: ImageOffer | undefined,
): SettingFinding[] {
  const forced = new Set(
    [...merged].flatMap(([key, { value }]) => {
      const name = /^env\.([^.]+)\.force$/.exec(key)?.[1];
      return name !== undefined && value === true ? [name] : [];
    }),
  );
  return [...merged].flatMap(([key, { file }]) => {
    const name = /^env\.([^.]+)(?:\.value)?$/.exec(key)?.[1];
    const kind = name === undefined ? undefined : variableKind(name, offer?.environment ?? unknown);
    if (name === undefined || kind === undefined || kind === 'cargo') return [];
    const evidence = [evidenceIn(configs, file, key, `[env] ${name}`)];
    // Cargo leaves a variable that is set already, as the image's are (Cargo book, "[env]").
    if (kind === 'image' && !forced.has(name)) return [];
    return [kind === 'image' ? imageVariable(name, evidence) : hostVariable(name, kind, evidence)];
  });
}

function optionEnvironment({
  environment,
  package: pkg,
  offer,
}: SettingsRequest): SettingFinding[] {
  return Object.keys(environment).flatMap((name) => {
    const kind = variableKind(name, offer?.environment ?? unknown);
    const evidence = [
      { file: pkg.manifest, line: null, text: `environment of build-static: ${name}` },
    ];
    if (kind === 'image') return [imageVariable(name, evidence)];
    return kind === undefined || kind === 'cargo' ? [] : [hostVariable(name, kind, evidence)];
  });
}

/** Of an image that is not known. */
const unknown: ReadonlySet<string> = new Set();

const ofTheHost = {
  place:
    'It counts for every target. In the image’s container the place holds nothing, or a library for glibc.',
  compiler:
    'It counts for what is compiled for the build machine too, and configure scripts and makefiles take it whatever they compile for.',
};

function hostVariable(
  name: string,
  kind: Exclude<VariableKind, 'image' | 'cargo'>,
  evidence: Evidence[],
): SettingFinding {
  const forTarget = nameForTarget(name);
  return {
    severity: 'warning',
    code: 'host-variable',
    what: `${name} leads build scripts to what the host has`,
    why: ofTheHost[kind],
    remedies: [
      'Remove it: the image says where its compilers and libraries are.',
      ...(forTarget === undefined
        ? []
        : [
            {
              text: 'Where it has to be said, say it for the target, by this name:',
              snippet: forTarget,
            },
          ]),
    ].map((remedy) => (typeof remedy === 'string' ? { text: remedy } : remedy)),
    evidence,
  };
}

function imageVariable(name: string, evidence: Evidence[]): SettingFinding {
  return {
    severity: 'warning',
    code: 'image-variable-replaced',
    what: `${name} takes the place of the image’s own setting`,
    why: 'The image sets what is for this target, and its compiler, libclang and libraries belong together.',
    remedies: [{ text: 'Remove it, unless it is meant.' }],
    evidence,
  };
}

/** The line of a key, by the path that the merged key spells. */
function evidenceIn(
  configs: readonly ConfigText[],
  file: string,
  key: string,
  text: string,
): Evidence {
  const source = configs.find(({ path }) => path === file)?.text ?? '';
  const path = [...key.matchAll(/"(?:[^"\\]|\\.)*"|[^.]+/g)].map(([part]) => {
    const plain: unknown = part.startsWith('"') ? JSON.parse(part) : part;
    return typeof plain === 'string' ? plain : part;
  });
  return { file, line: keyPosition(source, path).line, text };
}
