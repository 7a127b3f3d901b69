import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Brings a Cargo workspace's lock up to date with a member that was added: with the machine's cargo,
 * which adds what is missing and moves nothing else. Where that cannot be done, says what to run;
 * the package is there all the same.
 *
 * @param workspace repository-relative folder
 */
export async function updateLockfile(
  workspaceRoot: string,
  workspace: string,
  report: (line: string) => void,
): Promise<void> {
  const folder = join(workspaceRoot, workspace);
  try {
    await run('cargo', ['update', '--workspace', '--quiet'], { cwd: folder });
  } catch {
    report(
      `Cargo.lock does not have the new package yet. Run in ${workspace === '' ? 'the workspace root' : workspace}:\n` +
        '  cargo update --workspace\n' +
        'or, without cargo on this machine, in the image:\n' +
        '  docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/workspace" <image> cargo update --workspace',
    );
  }
}
