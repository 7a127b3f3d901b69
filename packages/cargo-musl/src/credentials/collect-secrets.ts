import { basename, relative } from 'node:path';
import type { ConfiguredSources } from '@statix/cargo';
import type { RegistryIndex } from '../cargo/cargo-options.js';
import { proxyWithLogin } from '../machine/network.js';
import type { StagedFile } from '../staging/staged-file.js';
import { askGit } from './ask-git.js';
import { askProviders, type RunOwnProgram } from './ask-providers.js';
import { joinSecrets, noSecrets, type FetchSecrets } from './fetch-secrets.js';
import { gitAddresses, type GitAddresses } from './git-addresses.js';
import { gitSecrets } from './git-secrets.js';
import { hostCargoConfig } from './host-cargo-config.js';
import { machineFetch, mirrorConfig, type MachineFetch } from './machine-fetch.js';
import { globalProviders, machineRegistries } from './machine-registries.js';
import { namedRegistries } from './named-registries.js';
import { ownCargoConfig, ownCargoConfigs, ownFilesFor, type OwnFiles } from './own-files.js';
import { runOwnProgram } from './own-program.js';
import { isCratesIo, planCredentials, type CredentialPlan } from './plan-credentials.js';
import type { CredentialNotice } from './registry-notices.js';
import { registrySecrets } from './registry-secrets.js';
import { sshAccess, type SshSetting } from './ssh-access.js';
import { tokenForms } from './token-forms.js';

/** What of the repository decides about credentials. */
export interface CredentialRequest {
  readonly workspaceRoot: string;
  /** Folder of the package, relative to the workspace root. */
  readonly packageRoot: string;
  readonly configured: ConfiguredSources;
  /** The sources of the entries in Cargo.lock. */
  readonly locked: readonly string[];
  /** Asked for where one of the sources is private. */
  readonly manifests: () => Promise<readonly StagedFile[]>;
}

/** The credentials of this machine, and what is decided about them. */
export interface MachineCredentials {
  readonly plan: CredentialPlan;
  readonly git: GitAddresses;
  readonly own: OwnFiles;
  /** Of the machine alone. */
  readonly env: NodeJS.ProcessEnv;
  readonly notices: readonly CredentialNotice[];
}

/** A variable that a person would miss. */
const aboutCredentials = /^(?:CARGO_(?:HOME$|REGISTR)|STATIX_(?:CREDENTIAL|SSH|FETCH))/;

/**
 * Decides which credentials of this machine a fetch may have. Where all crates are public the machine's
 * Cargo configuration is not read.
 *
 * @throws StatixError STATIX_CREDENTIALS_UNREADABLE, STATIX_CARGO_CONFIG_INVALID
 */
export async function machineCredentials(
  { workspaceRoot, packageRoot, configured, locked, manifests }: CredentialRequest,
  environment: NodeJS.ProcessEnv,
): Promise<MachineCredentials> {
  const { env, dropped, own } = ownFilesFor(environment, workspaceRoot, packageRoot);
  const told = [...dropped].filter(([name]) => aboutCredentials.test(name));
  const notices = told.map(([name, file]) => ({
    text: `${name} is not used for credentials: ${relative(workspaceRoot, file)} of the repository sets it.`,
  }));
  const isPublic =
    configured.replacements.length === 0 &&
    locked.every((source) => isCratesIo(source) || source.startsWith('git+'));
  const git = gitAddresses(locked);
  const machineOf = (plan: CredentialPlan): MachineCredentials => ({
    plan,
    git,
    own,
    env,
    notices,
  });
  if (isPublic) return machineOf({ grants: [], withheld: [], indexes: [] });
  const configs = ownCargoConfigs(own);
  const machine = machineRegistries(env, configs);
  const asksForAll = globalProviders(env, configs).some(([name]) => name !== 'cargo:token');
  const sources = { ...configured, locked, named: namedRegistries(await manifests()) };
  return machineOf(planCredentials(sources, machine, asksForAll));
}

/**
 * How this machine has crates fetched; see {@link machineFetch}. Read where a fetch is about to begin.
 *
 * @throws StatixError STATIX_CREDENTIALS_UNREADABLE, STATIX_CARGO_CONFIG_INVALID
 */
export function fetchOfMachine(
  { own, env }: MachineCredentials,
  fetchConfig: string,
): MachineFetch {
  return machineFetch(ownCargoConfig(own, 'config'), env, fetchConfig);
}

/** The registry that a mirror of crates.io is, where this machine has a credential for it. */
function grantOfMirror(
  { own, env }: MachineCredentials,
  index: string,
): Pick<CredentialPlan, 'grants' | 'indexes'> {
  const configs = ownCargoConfigs(own);
  const sources = {
    locked: [],
    registries: new Map(),
    replacements: [index],
    named: new Set<string>(),
  };
  return planCredentials(sources, machineRegistries(env, configs));
}

/** What this machine's cargo gets in a Cargo home of its own. */
export interface HostCargo {
  readonly config: string;
  /** Absolute paths of the user's credentials, as far as there are any. */
  readonly credentials: readonly string[];
  /** Tokens as far as they are known here: what a provider tells goes to cargo alone. */
  readonly hidden: readonly string[];
}

/** @throws StatixError STATIX_CREDENTIALS_UNREADABLE, STATIX_CARGO_CONFIG_INVALID */
export function hostCargo(
  { own, env }: MachineCredentials,
  { mirror }: Pick<MachineFetch, 'mirror'>,
): HostCargo {
  const configs = ownCargoConfigs(own);
  const isCredentials = ({ path }: { path: string }) => basename(path).startsWith('credentials');
  return {
    config:
      hostCargoConfig(
        env,
        configs.filter((config) => !isCredentials(config)),
      ) + (mirror === undefined ? '' : mirrorConfig(mirror)),
    credentials: configs.filter(isCredentials).map(({ path }) => path),
    hidden: machineRegistries(env, configs).flatMap(({ token }) =>
      token === undefined ? [] : tokenForms(token),
    ),
  };
}

export interface CollectContext {
  readonly fetch: Pick<MachineFetch, 'mirror' | 'proxy' | 'config'>;
  readonly signal: AbortSignal;
  /** Absolute, of the files in memory. */
  readonly folder: string;
  readonly ssh: Omit<SshSetting, 'socket'>;
}

/**
 * Asks for the credentials that were decided about: now, since a fetch is about to use them.
 *
 * @throws the signal's reason
 */
export async function collectSecrets(
  machine: MachineCredentials,
  { signal, folder, ssh, fetch }: CollectContext,
): Promise<FetchSecrets> {
  const { own, env, notices } = machine;
  const plan = withMirror(machine, fetch.mirror);
  const git = gitOf(machine, fetch.mirror);
  const run: RunOwnProgram = (program) => runOwnProgram(program, own, { env, signal });
  const answers = [];
  for (const grant of plan.grants) answers.push({ grant, answer: await askProviders(grant, run) });
  const logins = git.web.length + git.ssh.length === 0 ? [] : await askGit(git, own, run);
  const allowed = ssh.allowed && env['STATIX_SSH_AGENT'] !== undefined;
  const setting = { ...ssh, allowed, socket: env['SSH_AUTH_SOCK'] };
  const proxy = fetch.proxy ?? proxyWithLogin(env);
  const access = { logins, ssh: sshAccess(logins, setting, own), proxy };
  return joinSecrets([
    { ...noSecrets, notices, config: fetch.config },
    registrySecrets(plan, answers, folder),
    gitSecrets(access, folder),
  ]);
}

/** The repositories of the lock, and the index of a mirror that is kept in one. */
export function gitOf({ git }: MachineCredentials, mirror: MachineFetch['mirror']): GitAddresses {
  const ofMirror = gitAddresses(mirror === undefined ? [] : [`registry+${mirror.index}`]);
  return {
    web: [...new Set([...git.web, ...ofMirror.web])],
    ssh: [...new Set([...git.ssh, ...ofMirror.ssh])],
  };
}

/** A mirror may be a registry of the lock as well, which has its token then. */
export function withMirror(
  machine: MachineCredentials,
  mirror: MachineFetch['mirror'],
): CredentialPlan {
  const { plan } = machine;
  if (mirror === undefined) return plan;
  const { grants, indexes } = grantOfMirror(machine, mirror.index);
  const names = new Set([...plan.grants, ...plan.indexes].map(({ name }) => name));
  if (plan.grants.some(({ index }) => grants.some((grant) => grant.index === index))) return plan;
  // Cargo refuses one address under two names, and a name stands for one address.
  const renamed = <Entry extends RegistryIndex>(entry: Entry): Entry =>
    names.has(entry.name) ? { ...entry, name: 'statix-mirror' } : entry;
  return {
    ...plan,
    grants: [...plan.grants, ...grants.map(renamed)],
    indexes: [...plan.indexes, ...indexes.map(renamed)],
  };
}
