import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { Workspace } from './workspace';

/**
 * Hashes of the programs' build-static tasks by Nx's own graph, plugin and hasher, without running
 * anything; each time with the files as they are.
 */
export class TaskHasher {
  readonly #process: ReturnType<typeof startHasher>;
  readonly #lines: AsyncIterator<string>;

  /** @param environment on top of the workspace's own */
  constructor(workspace: Workspace, environment: NodeJS.ProcessEnv = {}) {
    this.#process = startHasher(workspace.root, { ...workspace.environment, ...environment });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Hash of each program that is there. */
  hashes(projects: readonly string[]): Promise<Record<string, string>> {
    return this.#ask({ hashes: projects });
  }

  /** What the container of a program's build would see, by path. */
  staged(manifest: string): Promise<Record<string, string>> {
    return this.#ask({ staged: manifest });
  }

  async #ask(question: object): Promise<Record<string, string>> {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error('the hasher ended');
      if (!value.startsWith('ANSWER')) continue;
      const answer = JSON.parse(value.slice('ANSWER'.length)) as
        { error: string } | { answer: Record<string, string> };
      if ('error' in answer) throw new Error(answer.error);
      return answer.answer;
    }
  }

  async stop(): Promise<void> {
    this.#process.stdin.end();
    await this.#process;
  }
}

function startHasher(cwd: string, env: NodeJS.ProcessEnv) {
  return execa(process.execPath, ['-e', program], {
    cwd,
    env,
    extendEnv: false,
    stdin: 'pipe',
    stderr: 'inherit',
    buffer: false,
    reject: false,
  });
}

/** Runs in the workspace, with its Nx. */
const program = `
const { createProjectGraphAsync } = require('@nx/devkit');
const { createTaskGraph } = require('nx/src/tasks-runner/create-task-graph');
const { createTaskHasher } = require('nx/src/hasher/create-task-hasher');
const { resetWorkspaceContext } = require('nx/src/utils/workspace-context');
const { readFileSync } = require('node:fs');
async function hashes(projects) {
  resetWorkspaceContext();
  const graph = await createProjectGraphAsync();
  const present = projects.filter((name) => graph.nodes[name] !== undefined);
  const nxJson = JSON.parse(readFileSync('nx.json', 'utf8'));
  const tasks = createTaskGraph(graph, {}, present, ['build-static'], undefined, {});
  const wanted = Object.values(tasks.tasks).filter((task) => task.target.target === 'build-static');
  const found = await createTaskHasher(graph, nxJson).hashTasks(wanted, tasks, process.env, process.cwd());
  return Object.fromEntries(wanted.map((task, i) => [task.target.project, found[i].value]));
}
async function staged(manifest) {
  const { buildSchema, loadPlan } = require('@statix/cargo-musl');
  const { globWithWorkspaceContext } = require('@nx/devkit/internal');
  const graph = await createProjectGraphAsync();
  const options = Object.values(graph.nodes)
    .map(({ data }) => data.targets?.['build-static']?.options)
    .find((found) => found?.manifest === manifest);
  const root = process.cwd();
  const plan = await loadPlan(buildSchema.parse(options), { workspaceRoot: root, projectName: 'x' });
  const globs = [...plan.inputs.sources, ...plan.inputs.files];
  const paths = await globWithWorkspaceContext(
    root,
    globs.filter((glob) => !glob.startsWith('!')),
    globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)),
  );
  return Object.fromEntries([
    ...plan.inputs.stubs.map(({ path, content }) => [path, content]),
    ...paths.map((path) => [path, readFileSync(path, 'utf8')]),
    ...plan.cutFiles.map(({ path, content }) => [path, content]),
  ]);
}
async function serve() {
  for await (const line of require('node:readline').createInterface({ input: process.stdin })) {
    const question = JSON.parse(line);
    const answer = await (question.hashes ? hashes(question.hashes) : staged(question.staged)).then(
      (found) => ({ answer: found }),
      (error) => ({ error: String((error && error.stack) || error) }),
    );
    process.stdout.write('ANSWER' + JSON.stringify(answer) + '\\n');
  }
  process.exit(0);
}
serve();
`;
