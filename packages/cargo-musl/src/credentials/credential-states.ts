import { neutralise, type Remedy } from '@statix/contract';
import { mergeConfigs } from '@statix/cargo';
import { askGit, type GitLogin } from './ask-git.js';
import {
  fetchOfMachine,
  gitOf,
  machineCredentials,
  withMirror,
  type CredentialRequest,
  type MachineCredentials,
} from './collect-secrets.js';
import { environmentKey, registryKey, type MachineRegistry } from './machine-registries.js';
import { netrcLogin } from './netrc.js';
import { ownCargoConfigs } from './own-files.js';
import { runOwnProgram } from './own-program.js';
import { canonicalIndex, isCratesIo, registryIndexes } from './plan-credentials.js';
import { noticeOf } from './registry-notices.js';
import { isOverSsh, sshAccess } from './ssh-access.js';

/** Whether this machine has a credential for a place that crates come from; never the credential. */
export interface CredentialState {
  readonly of: 'registry' | 'git';
  /** As the machine calls the registry, else its host; of git the host. */
  readonly name: string;
  /** Index of the registry, or how the git server is reached: `https`, `ssh`. */
  readonly address: string;
  /** `asked`: a program tells when a build fetches. `withheld`: it is there, and a fetch does not get it. */
  readonly found: 'yes' | 'asked' | 'no' | 'withheld';
  /** A sentence: where it is, or where it was looked for. */
  readonly where: string;
  readonly remedies: readonly Remedy[];
}

export interface StateContext {
  readonly signal: AbortSignal;
  /** Whether the container engine is on this machine, so that an agent can be lent to it. */
  readonly isHere: boolean;
  /** As `fetchConfig` of `@statix/cargo` writes it for the repository. */
  readonly fetchConfig: string;
}

const withHost: Remedy = {
  text: 'Or have this machine’s own cargo fetch, with all that it can reach, a keychain or ~/.ssh/config for example:',
  snippet: 'export STATIX_FETCH=host',
};

/**
 * Says of each registry but crates.io and of each git server that a lock names, and of the mirror of crates.io,
 * whether this machine has a credential: by the code that a fetch asks. No credential provider of a registry is
 * started, which might ask a person; git's credential helpers are asked, without a window.
 *
 * @throws StatixError STATIX_CREDENTIALS_UNREADABLE, STATIX_CARGO_CONFIG_INVALID; the signal's reason
 */
export async function credentialStates(
  request: CredentialRequest,
  env: NodeJS.ProcessEnv,
  context: StateContext,
): Promise<CredentialState[]> {
  const machine = await machineCredentials(request, env);
  const { mirror } = fetchOfMachine(machine, context.fetchConfig);
  const usesMirror = mirror !== undefined && request.locked.some(isCratesIo);
  const wanted = [
    ...request.locked.filter((source) => !isCratesIo(source)).flatMap(registryIndexes),
    ...request.configured.replacements,
    ...(usesMirror ? [mirror.index] : []),
  ];
  const granted = { ...machine, plan: withMirror(machine, usesMirror ? mirror : undefined) };
  const registries = [...new Map(wanted.map((index) => [canonicalIndex(index), index])).values()];
  const states = registries.map((index) => registryState(index, granted, request));
  return [...states, ...(await gitStates(granted, usesMirror ? mirror : undefined, context))];
}

function registryState(
  index: string,
  { plan, own, env }: MachineCredentials,
  { configured }: CredentialRequest,
): CredentialState {
  const isIt = (other: string): boolean => canonicalIndex(other) === canonicalIndex(index);
  const grant = plan.grants.find((each) => isIt(each.index));
  const withheld = plan.withheld.find(({ inRepository }) => isIt(inRepository));
  const ofRepository = [...configured.registries].find(([, other]) => isIt(other))?.[0];
  const name = neutralise(grant?.registry.name ?? withheld?.name ?? ofRepository ?? hostOf(index));
  const state = { of: 'registry', name, address: neutralise(withoutLogin(index)) } as const;
  const home = own.cargoHomeInWorkspace
    ? `${own.cargoHome} is in the workspace and does not count`
    : `${own.cargoHome}/config.toml`;
  if (withheld !== undefined) {
    const { text, remedy } = noticeOf(withheld);
    return {
      ...state,
      found: 'withheld',
      where: text,
      remedies: remedy === undefined ? [] : [remedy],
    };
  }
  const key = /^[\w-]+$/.test(name) ? environmentKey(name) : '<NAME>';
  const shown = key === '<NAME>' ? '<name>' : name;
  if (grant === undefined) {
    return {
      ...state,
      found: 'no',
      where: `this machine names no registry of that index: looked at CARGO_REGISTRIES_${key}_INDEX and ${home}`,
      remedies: [
        {
          text: 'Name it in ~/.cargo/config.toml, then `cargo login --registry ' + shown + '`:',
          // Without a provider Cargo stores no token of a registry that wants one for its index.
          snippet: `[registries.${shown}]\nindex = ${JSON.stringify(withoutLogin(index))}\ncredential-provider = "cargo:token"`,
        },
        withHost,
      ],
    };
  }
  return { ...state, ...stateOf(grant.registry, key, { own, env }) };
}

/** In the order in which a fetch asks. */
function stateOf(
  { name, token, providers }: MachineRegistry,
  key: string,
  { own, env }: Pick<MachineCredentials, 'own' | 'env'>,
): Pick<CredentialState, 'found' | 'where' | 'remedies'> {
  for (const [provider, program] of providers) {
    if (provider === 'cargo:token' && token === undefined) continue;
    if (provider !== 'cargo:token') {
      // Its arguments may be anything.
      const told =
        provider === 'cargo:token-from-stdout' ? `${provider} ${program ?? ''}` : provider;
      const isCargos = provider.startsWith('cargo:') && provider !== 'cargo:token-from-stdout';
      return isCargos
        ? {
            found: 'no',
            where: `its credential provider is ${provider}, which only Cargo itself can ask`,
            remedies: [withHost],
          }
        : {
            found: 'asked',
            where: `the credential provider ${told.trim()} is asked`,
            remedies: [],
          };
    }
    const variable = `CARGO_REGISTRIES_${key}_TOKEN`;
    const file = mergeConfigs(ownCargoConfigs(own)).get(
      `registries.${registryKey(name)}.token`,
    )?.file;
    const where = (env[variable] ?? '') === '' ? (file ?? own.cargoHome) : variable;
    return { found: 'yes', where: `a token, in ${where}`, remedies: [] };
  }
  return {
    found: 'no',
    where: `no token: looked at CARGO_REGISTRIES_${key}_TOKEN and ${own.cargoHome}/credentials.toml`,
    remedies: [
      {
        text: 'Let the machine have it; Cargo stores it where ~/.cargo/config.toml has `credential-provider = "cargo:token"`, or another one, for the registry:',
        snippet: `cargo login --registry ${name}`,
      },
      withHost,
    ],
  };
}

async function gitStates(
  machine: MachineCredentials,
  mirror: Parameters<typeof gitOf>[1],
  { signal, isHere }: StateContext,
): Promise<CredentialState[]> {
  const { own, env } = machine;
  const git = gitOf(machine, mirror);
  if (git.web.length + git.ssh.length === 0) return [];
  const logins = await askGit(git, own, (program) => runOwnProgram(program, own, { env, signal }));
  const states = new Map<string, CredentialState>();
  for (const login of logins) {
    const state = isOverSsh(login.rewritten)
      ? sshState(login, { env, isHere, own })
      : webState(login, own);
    states.set(JSON.stringify([state.name, state.address, state.found]), state);
  }
  return [...states.values()];
}

function webState(
  { rewritten, login }: GitLogin,
  { home, read }: MachineCredentials['own'],
): CredentialState {
  const host = hostOf(rewritten);
  const state = { of: 'git', name: neutralise(host), address: 'https', remedies: [] } as const;
  if (login === undefined) {
    const where = `no login in ${home}/.netrc or of git’s credential helpers: it counts as public`;
    return { ...state, found: 'no', where };
  }
  const hostname = URL.canParse(rewritten) ? new URL(rewritten).hostname : host;
  const isInNetrc = netrcLogin(read(`${home}/.netrc`) ?? '', hostname)?.password === login.password;
  const where = isInNetrc ? `${home}/.netrc` : 'git’s own configuration or credential helpers';
  return { ...state, found: 'yes', where: `a login, of ${where}` };
}

function sshState(
  login: GitLogin,
  { env, isHere, own }: Pick<MachineCredentials, 'env' | 'own'> & Pick<StateContext, 'isHere'>,
): CredentialState {
  const state = { of: 'git', name: neutralise(hostOf(login.rewritten)), address: 'ssh' } as const;
  if (env['STATIX_FETCH'] === 'host') {
    const where = 'this machine’s cargo logs in, as STATIX_FETCH=host says';
    return { ...state, found: 'asked', where, remedies: [] };
  }
  const allowed = env['STATIX_SSH_AGENT'] === '1';
  const { agent, notices } = sshAccess(
    [login],
    { allowed, isHere, socket: env['SSH_AUTH_SOCK'] },
    own,
  );
  if (agent !== undefined)
    return { ...state, found: 'asked', where: `the ssh agent ${agent} is asked`, remedies: [] };
  return {
    ...state,
    found: 'no',
    where: `no ssh agent is lent to a fetch: ${notices.map(({ text }) => text).join(' ')}`,
    remedies: [
      ...notices.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy])),
      withHost,
    ],
  };
}

/** Of a URL, or of an address as scp writes it. */
function hostOf(address: string): string {
  const plain = address.replace(/^sparse\+/, '');
  if (URL.canParse(plain) && new URL(plain).host !== '') return new URL(plain).host;
  return /^(?:[^@/]*@)?([^:/]+)/.exec(plain)?.[1] ?? plain;
}

function withoutLogin(index: string): string {
  return index.replace(/:\/\/[^/]*@/, '://');
}
