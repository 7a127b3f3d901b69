import { BuildWorkspace } from './build-workspace.js';

/** Builds a project of the workspace that its first argument names, as Nx calls the executor. */
async function main(root: string, project: string): Promise<void> {
  const workspace = await BuildWorkspace.open(root);
  const outcome = await workspace.buildAsTask(project);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
  process.disconnect();
}

void main(process.argv[2]!, process.argv[3]!);
