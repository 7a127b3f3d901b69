import type { ConfiguredSources } from '@statix/cargo';
import { proxyWithLogin } from '../machine/network.js';
import type { StagedFile } from '../staging/staged-file.js';
import { askGit } from './ask-git.js';
import { askProviders, type RunOwnProgram } from './ask-providers.js';
import { joinSecrets, type FetchSecrets } from './fetch-secrets.js';
import { gitAddresses, type GitAddresses } from './git-addresses.js';
import { gitSecrets } from './git-secrets.js';
import { machineRegistries } from './machine-registries.js';
import { namedRegistries } from './named-registries.js';
import { ownCargoConfigs, ownFiles, type OwnFiles } from './own-files.js';
import { runOwnProgram } from './own-program.js';
import { planCredentials, type CredentialPlan } from './plan-credentials.js';
import { registrySecrets } from './registry-secrets.js';
import { sshAccess, type SshSetting } from './ssh-access.js';

/** What of the repository decides about credentials. */
export interface CredentialRequest {
  readonly workspaceRoot: string;
  readonly configured: ConfiguredSources;
  /** The sources of the entries in Cargo.lock. */
  readonly locked: readonly string[];
  readonly manifests: readonly StagedFile[];
}

/** The credentials of this machine, and what is decided about them. */
export interface MachineCredentials {
  readonly plan: CredentialPlan;
  readonly git: GitAddresses;
  readonly own: OwnFiles;
}

const cratesIo = new Set([
  'registry+https://github.com/rust-lang/crates.io-index',
  'sparse+https://index.crates.io/',
]);

/**
 * Decides which credentials of this machine a fetch may have. Where all crates are public the machine's
 * Cargo configuration is not read.
 *
 * @throws StatixError STATIX_CREDENTIALS_UNREADABLE, STATIX_CARGO_CONFIG_INVALID
 */
export function machineCredentials(
  { workspaceRoot, configured, locked, manifests }: CredentialRequest,
  env: NodeJS.ProcessEnv,
): MachineCredentials {
  const own = ownFiles(env, workspaceRoot);
  const isPublic =
    configured.replacements.length === 0 &&
    locked.every((source) => cratesIo.has(source) || source.startsWith('git+'));
  const git = gitAddresses(locked);
  if (isPublic) return { plan: { grants: [], withheld: [], indexes: [] }, git, own };
  const machine = machineRegistries(env, ownCargoConfigs(own));
  const sources = { ...configured, locked, named: namedRegistries(manifests) };
  return { plan: planCredentials(sources, machine), git, own };
}

export interface CollectContext {
  readonly env: NodeJS.ProcessEnv;
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
  { plan, git, own }: MachineCredentials,
  { env, signal, folder, ssh }: CollectContext,
): Promise<FetchSecrets> {
  const run: RunOwnProgram = (program) => runOwnProgram(program, own, { env, signal });
  const answers = [];
  for (const grant of plan.grants) answers.push({ grant, answer: await askProviders(grant, run) });
  const logins = git.web.length + git.ssh.length === 0 ? [] : await askGit(git, own, run);
  const setting = { ...ssh, socket: env['SSH_AUTH_SOCK'] };
  const access = { logins, ssh: sshAccess(logins, setting, own), proxy: proxyWithLogin(env) };
  return joinSecrets([registrySecrets(plan, answers, folder), gitSecrets(access, folder)]);
}
