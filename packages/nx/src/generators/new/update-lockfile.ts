import { join } from 'node:path';

/**
 * Brings a Cargo workspace's lock up to date with a member that was added: with the machine's cargo,
 * which adds what is missing and moves nothing else. Where that cannot be done, says why and what to
 * run; the package is there all the same.
 *
 * @param workspace repository-relative folder
 * @param image what has a cargo too, if the workspace has it: its name, and the command that makes it
 */
export async function updateLockfile(
  workspaceRoot: string,
  workspace: string,
  image: { readonly reference: string; readonly make: string } | undefined,
  report: (line: string) => void,
): Promise<void> {
  const { execa } = await import('execa');
  const [program, ...args] = command;
  const { failed, code, stderr, shortMessage } = await execa(program, args, {
    cwd: join(workspaceRoot, workspace),
    reject: false,
    stdin: 'ignore',
  });
  if (!failed) return;
  const reason = code === 'ENOENT' ? 'There is no cargo on this machine.' : stderr || shortMessage;
  report(
    [
      reason,
      `Cargo.lock does not have the new package yet. Run in ${workspace === '' ? 'the workspace root' : workspace}:`,
      `  ${command.join(' ')}`,
      ...(image === undefined
        ? []
        : [
            'or, with the cargo of the image:',
            `  ${image.make}`,
            `  docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/workspace" --workdir /workspace ${image.reference} ${command.join(' ')}`,
          ]),
    ].join('\n'),
  );
}

const command = ['cargo', 'update', '--workspace', '--quiet'] as const;
