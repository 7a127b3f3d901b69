import type { ConfiguredSources } from '@statix/cargo';
import type { StagedFile } from '../staging/staged-file.js';
import { askProviders } from './ask-providers.js';
import { joinSecrets, type FetchSecrets } from './fetch-secrets.js';
import { machineRegistries } from './machine-registries.js';
import { namedRegistries } from './named-registries.js';
import { ownCargoConfigs, ownFiles, type OwnFiles } from './own-files.js';
import { runOwnProgram } from './own-program.js';
import { planCredentials, type CredentialPlan } from './plan-credentials.js';
import { registrySecrets } from './registry-secrets.js';

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
  if (isPublic) return { plan: { grants: [], withheld: [], indexes: [] }, own };
  const machine = machineRegistries(env, ownCargoConfigs(own));
  const sources = { ...configured, locked, named: namedRegistries(manifests) };
  return { plan: planCredentials(sources, machine), own };
}

/**
 * Asks for the credentials that were decided about: now, since a fetch is about to use them.
 *
 * @param folder absolute, of the files in memory
 * @throws the signal's reason
 */
export async function collectSecrets(
  { plan, own }: MachineCredentials,
  { env, signal, folder }: { env: NodeJS.ProcessEnv; signal: AbortSignal; folder: string },
): Promise<FetchSecrets> {
  const answers = [];
  for (const grant of plan.grants) {
    const answer = await askProviders(grant, (program) =>
      runOwnProgram(program, own, { env, signal }),
    );
    answers.push({ grant, answer });
  }
  return joinSecrets([registrySecrets(plan, answers, folder)]);
}
