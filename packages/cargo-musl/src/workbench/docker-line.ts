import type { ContainerSpec } from '@statix/engine';
import { shellWord } from '@statix/contract';

/**
 * A container as one line for a shell: `docker create` with all that keeps what runs in it to itself, its
 * files, and `docker start` with the terminal that the line is typed in.
 *
 * @param archive path of a tar archive that is unpacked at the root of the container
 * @param address of the engine; DOCKER_HOST or the context in use may be another
 */
export function dockerLine(
  spec: ContainerSpec,
  { archive, address }: { readonly archive: string; readonly address: string },
): string {
  const { image, command, limits } = spec;
  const [program = '', ...args] = command;
  const docker = ['docker', '--host', address];
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
  return [
    `id=$(${create.map(shellWord).join(' ')})`,
    `${docker.map(shellWord).join(' ')} cp --quiet - "$id":/ < ${shellWord(archive)}`,
    `${docker.map(shellWord).join(' ')} start --attach --interactive "$id"`,
  ].join(' && ');
}
