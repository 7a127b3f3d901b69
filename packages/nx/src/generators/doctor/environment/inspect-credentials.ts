import { isStatixError, type Finding } from '@statix/contract';
import {
  configTexts,
  configuredSources,
  fetchConfig,
  parseLockfile,
  type CargoWorkspace,
  type RepositoryFiles,
} from '@statix/cargo';
import { credentialStates, statixPaths, type CredentialState } from '@statix/cargo-musl';
import { errorFinding } from '../error-finding.js';

export interface CredentialFacts {
  readonly states: readonly CredentialState[];
  /** Files that could not be read. */
  readonly findings: readonly Finding[];
}

export interface CredentialQuestion {
  readonly workspaceRoot: string;
  readonly workspaces: readonly CargoWorkspace[];
  readonly files: Pick<RepositoryFiles, 'read'>;
  readonly env: NodeJS.ProcessEnv;
  /** Whether the container engine is on this machine. */
  readonly isHere: boolean;
}

/**
 * Looks for the credentials that fetches of the workspaces' locks would use, each place once. Starts git's
 * credential helpers and no other program.
 */
export async function inspectCredentials({
  workspaceRoot,
  workspaces,
  files,
  env,
  isHere,
}: CredentialQuestion): Promise<CredentialFacts> {
  const states = new Map<string, CredentialState>();
  const findings: Finding[] = [];
  // Whoever ends the doctor ends git with it.
  const { signal } = new AbortController();
  for (const workspace of workspaces) {
    const { lockfile } = workspace;
    if (lockfile === undefined) continue;
    try {
      const configs = configTexts(workspace, files);
      const locked = parseLockfile(files.read(lockfile), lockfile).flatMap(({ source }) =>
        source === undefined ? [] : [source],
      );
      const manifests = [workspace.manifest, ...workspace.packages.map(({ manifest }) => manifest)];
      const request = {
        workspaceRoot,
        packageRoot: workspace.root,
        configured: configuredSources(configs),
        locked,
        manifests: () =>
          Promise.resolve(
            [...new Set(manifests)].map((path) => ({
              ...{ path, executable: false },
              content: Buffer.from(files.read(path)),
            })),
          ),
      };
      const context = { signal, isHere, fetchConfig: fetchConfig(configs, statixPaths.workspace) };
      for (const state of await credentialStates(request, env, context))
        states.set([state.of, state.name, state.address, state.found].join('\n'), state);
    } catch (error) {
      if (!isStatixError(error)) throw error;
      // What is wrong with a file of the repository is said where that is read.
      if (error.code === 'STATIX_CREDENTIALS_UNREADABLE')
        findings.push({ ...errorFinding(error, lockfile, null), evidence: [] });
    }
  }
  return { states: [...states.values()], findings: findings.slice(0, 1) };
}

/**
 * What of them will keep a fetch from crates. A git server without a login is none: most are public.
 */
export function credentialFindings({ states, findings }: CredentialFacts): Finding[] {
  return [
    ...findings,
    ...states.flatMap((state): Finding[] => {
      const { of, name, address, found, where, remedies } = state;
      const about = kinds[`${of} ${found}`];
      if (about === undefined || (of === 'git' && address !== 'ssh')) return [];
      return [
        {
          ...about,
          package: null,
          crate: null,
          what: about.what(name),
          why: `${capital(where)}.${of === 'registry' && found === 'no' ? ' A registry that can be read without a token works as it is.' : ''}`,
          remedies: remedies.map((remedy) => ({ ...remedy })),
          evidence: [{ file: null, line: null, text: of === 'git' ? `${name} over ssh` : address }],
          fix: 'none',
        },
      ];
    }),
  ];
}

const kinds: Readonly<
  Record<
    string,
    (Pick<Finding, 'severity' | 'code'> & { readonly what: (name: string) => string }) | undefined
  >
> = {
  'registry no': {
    severity: 'note',
    code: 'no-registry-token',
    what: (name) => `This machine has no token for the registry ${name}`,
  },
  'registry withheld': {
    severity: 'warning',
    code: 'registry-token-withheld',
    what: (name) => `A fetch is not given the token of the registry ${name}`,
  },
  'git no': {
    severity: 'warning',
    code: 'no-ssh-agent',
    what: (name) => `A fetch cannot log in to ${name} over ssh`,
  },
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
}
