import { userInfo } from 'node:os';
import { execaSync } from 'execa';
import type { BuildWorkspace } from '../build-workspace.js';

/** What a command printed that was typed in the image, and how it ended. */
export interface Typed {
  readonly log: string;
  readonly exitCode: number | undefined;
}

/**
 * As the README says of the image without Nx, from the root of the workspace; without a shell.
 *
 * @param variables of whoever types it
 */
export function typedInImage(
  { root, identity }: BuildWorkspace,
  command: string,
  variables: Readonly<Record<string, string>> = {},
): Typed {
  const { uid, gid } = userInfo();
  const folders = { HOME: '/tmp', CARGO_HOME: '/tmp/cargo', CARGO_TARGET_DIR: '/tmp/target' };
  const { all, exitCode } = execaSync(
    'docker',
    [
      ...['run', '--rm', `--user=${uid}:${gid}`, `--volume=${root}:/workspace`],
      ...Object.entries({ ...folders, ...variables }).map(
        ([name, value]) => `--env=${name}=${value}`,
      ),
      ...['--workdir=/workspace', identity.reference, ...command.split(' ')],
    ],
    { all: true, reject: false },
  );
  return { log: all, exitCode };
}
