import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { execa } from 'execa';

const living = new Set<ChildProcess>();

// A test that fails leaves its processes, and Jest does not end before them. Not only tests start one.
if (typeof afterAll === 'function') {
  afterAll(() => {
    for (const child of living) child.kill('SIGKILL');
  });
}

/** A process of its own that runs a TypeScript file of a package. */
export class TestProcess {
  readonly child: ChildProcess;
  private output = '';
  private errors = '';
  private readonly exit: Promise<unknown[]>;

  /** @param file absolute path */
  constructor(file: string, { args = [], env = {} }: { args?: string[]; env?: NodeJS.ProcessEnv }) {
    const hook = join(__dirname, 'typescript-hook.cjs');
    // Only the signals that a test sends, and no messages but those of a channel as Nx's.
    this.child = execa(
      process.execPath,
      ['--require', hook, '--conditions', '@statix/source', file, ...args],
      {
        env,
        stdin: 'ignore',
        ipc: true,
        serialization: 'json',
        buffer: false,
        reject: false,
        forceKillAfterDelay: false,
      },
    );
    living.add(this.child);
    this.child.once('exit', () => living.delete(this.child));
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    // Not 'close': Node never emits it if it was the parent that disconnected.
    this.exit = Promise.all([
      once(this.child, 'exit'),
      once(this.child.stdout!, 'end'),
      once(this.child.stderr!, 'end'),
    ]).then(([exit]) => exit);
  }

  /** Resolves when the process has written a line that holds `text` to its standard output. */
  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      const ended = this.exit.then(() => 'ended');
      const data = once(this.child.stdout!, 'data').then(() => 'data');
      if ((await Promise.race([data, ended])) === 'ended' && !this.output.includes(text)) {
        throw new Error(`ended without '${text}': ${this.output}${this.errors}`);
      }
    }
  }

  async ended(): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const [code] = (await this.exit) as [number | null];
    return { code, stdout: this.output, stderr: this.errors };
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
