import { isAbsolute } from 'node:path/posix';
import { StatixError } from '@statix/contract';
import type { ContainerSpec, LentAgent, VolumeMount } from './container-spec.js';
import { ownerLabels } from './owner-labels.js';
import type { Owner } from './owner.js';

export interface ContainerCreateRequest {
  readonly name: string;
  readonly platform: string | undefined;
  readonly body: ReturnType<typeof createBody>;
}

/** Build scripts see it and some put it into what they make: the engine's own is random. */
const HOST_NAME = 'statix';

/** Enough for any test program; builds say how many they need. */
const DEFAULT_PIDS = 4096;

/**
 * The request that creates a container, with all that keeps what runs in it to itself. Whatever the
 * spec asks for: no privileges, no capability, no way to gain one, no path and no namespace of the
 * host, a limit on processes, no log on the engine's disk.
 *
 * @param run random, names the container and its run
 * @param options.hasTerminal its input and outputs are one terminal
 * @param options.hasInput its standard input is open until the connection that feeds it ends
 * @throws StatixError STATIX_CONTAINER_SPEC_REFUSED
 */
export function containerCreateRequest(
  spec: ContainerSpec,
  owner: Owner,
  run: string,
  { hasInput = false, hasTerminal = false }: { hasInput?: boolean; hasTerminal?: boolean } = {},
): ContainerCreateRequest {
  if (spec.command.length === 0) throw refused('there is no command');
  if (!/^[a-z0-9][a-z0-9-]*$/.test(spec.purpose)) throw refused(`its purpose is '${spec.purpose}'`);
  return {
    name: `statix-${spec.purpose}-${run}`,
    platform: spec.platform,
    body: createBody(spec, ownerLabels(owner, spec.purpose, run), { hasInput, hasTerminal }),
  };
}

function createBody(
  spec: ContainerSpec,
  labels: Record<string, string>,
  { hasInput, hasTerminal }: { hasInput: boolean; hasTerminal: boolean },
) {
  const { limits } = spec;
  return {
    Image: spec.image,
    // The program is given as the entry point: one that the image has would get it as an argument.
    Entrypoint: spec.command.slice(0, 1),
    Cmd: spec.command.slice(1),
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    ...(spec.workingDirectory === undefined ? {} : { WorkingDir: spec.workingDirectory }),
    ...(spec.user === undefined ? {} : { User: spec.user }),
    Labels: labels,
    Tty: hasTerminal,
    OpenStdin: hasInput,
    // Its input ends when ours does.
    StdinOnce: hasInput,
    AttachStdin: hasInput,
    Hostname: spec.hostName ?? HOST_NAME,
    Domainname: '',
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      Privileged: false,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      NetworkMode: spec.network,
      IpcMode: 'private',
      // Docker leaves it to its configuration, and on cgroup v1 it is then the host's. Podman takes
      // it on v2 and passes it over on v1 (pkg/specgen/namespaces.go, ParseCgroupNamespace).
      CgroupnsMode: 'private',
      ReadonlyRootfs: spec.readOnlyRoot ?? false,
      Init: spec.init ?? true,
      PidsLimit: limits.pids ?? DEFAULT_PIDS,
      ...(limits.memoryBytes === undefined
        ? {}
        : // Memory and swap together: equal, so that there is no swap beyond the limit.
          { Memory: limits.memoryBytes, MemorySwap: limits.memoryBytes }),
      ...(limits.cpus === undefined ? {} : { NanoCpus: Math.round(limits.cpus * 1e9) }),
      Mounts: [
        ...(spec.volumes ?? []).map(volumeMount),
        ...(spec.sshAgent === undefined ? [] : [agentMount(spec.sshAgent)]),
      ],
      Tmpfs: { ...spec.tmpfs },
      LogConfig: { Type: 'none', Config: {} },
      RestartPolicy: { Name: 'no' },
      AutoRemove: false,
    },
  };
}

function volumeMount({ volume, target, readOnly }: VolumeMount) {
  // The same rule as the engine's: nothing that could be a path.
  if (!/^[a-zA-Z0-9][\w.-]+$/.test(volume)) throw refused(`'${volume}' is not a volume's name`);
  return { Type: 'volume', Source: volume, Target: target, ReadOnly: readOnly ?? false };
}

/** Read-only: a socket takes connections all the same, and cannot be put out of its place. */
function agentMount({ socket, target }: LentAgent) {
  if (!isAbsolute(socket)) throw refused(`'${socket}' is not the path of a socket`);
  return { Type: 'bind', Source: socket, Target: target, ReadOnly: true };
}

function refused(why: string): StatixError {
  return new StatixError({
    code: 'STATIX_CONTAINER_SPEC_REFUSED',
    what: `A container was asked for that Statix does not make: ${why}`,
  });
}
