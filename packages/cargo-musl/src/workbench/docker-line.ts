import type { ContainerSpec, DockerCommand, Engine } from '@statix/engine';
import { shellWord, StatixError } from '@statix/contract';

/**
 * A container as one line for a shell: `docker create` with all that keeps what runs in it to itself, its
 * files, and `docker start` with the terminal that the line is typed in. In a shell of its own, whose variables
 * decide which engine it is: those of the shell that it is typed in may name another.
 *
 * @param archive path of a tar archive that is unpacked at the root of the container
 * @param docker how the docker command reaches the engine
 */
export function dockerLine(
  spec: ContainerSpec,
  { archive, docker: reach }: { readonly archive: string; readonly docker: DockerCommand },
): string {
  const { image, command, limits } = spec;
  const [program = '', ...args] = command;
  const docker = ['docker', ...(reach.context === undefined ? [] : ['--context', reach.context])];
  const options = [
    ...['--interactive', '--tty', '--rm', '--init', '--network', spec.network],
    ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...['--ipc', 'private', '--cgroupns', 'private', '--hostname', 'statix'],
    ...(limits.pids === undefined ? [] : ['--pids-limit', String(limits.pids)]),
    ...(limits.memoryBytes === undefined
      ? []
      : ['--memory', String(limits.memoryBytes), '--memory-swap', String(limits.memoryBytes)]),
    ...(limits.cpus === undefined ? [] : ['--cpus', String(limits.cpus)]),
    ...(spec.user === undefined ? [] : ['--user', spec.user]),
    ...(spec.workingDirectory === undefined ? [] : ['--workdir', spec.workingDirectory]),
    ...(spec.volumes ?? []).flatMap(({ volume, target, readOnly }) => [
      '--mount',
      `type=volume,source=${volume},target=${target}${readOnly === true ? ',readonly' : ''}`,
    ]),
    ...Object.entries(spec.tmpfs ?? {}).flatMap(([path, how]) => ['--tmpfs', `${path}:${how}`]),
    ...Object.entries(spec.environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
  const create = [...docker, 'create', ...options, '--entrypoint', program, image, ...args];
  const run = [
    `id=$(${create.map(shellWord).join(' ')})`,
    `${docker.map(shellWord).join(' ')} cp --quiet - "$id":/ < ${shellWord(archive)}`,
    `${docker.map(shellWord).join(' ')} start --attach --interactive "$id"`,
  ].join(' && ');
  return `(${settings(reach)}; ${run})`;
}

/**
 * @throws StatixError STATIX_DOCKER_COMMAND_CANNOT where the docker command does not reach the engine
 */
export function requireDockerCommand({ docker, address }: Engine): DockerCommand {
  if (docker !== undefined) return docker;
  throw new StatixError({
    code: 'STATIX_DOCKER_COMMAND_CANNOT',
    what: `The docker command cannot reach the engine at ${address}, so that there is no line to print`,
    why: 'It takes no https://, and over TLS it wants a ca.pem, where Statix goes by the authorities that Node knows.',
    remedies: [
      {
        text: 'Put the certificate of the engine’s authority into a folder, as ca.pem, and name both:',
        snippet:
          'export DOCKER_HOST=tcp://<host>:<port> DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=<folder>',
      },
      {
        text: 'Or leave out `--printCommand`:',
        snippet: 'npx nx run <project>:shell-static --command="cargo tree"',
      },
    ],
  });
}

function settings({ variables }: DockerCommand): string {
  const unset = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  const set = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${shellWord(value)}`],
  );
  return [
    `unset ${unset.join(' ')}`,
    ...(set.length === 0 ? [] : [`export ${set.join(' ')}`]),
  ].join('; ');
}
