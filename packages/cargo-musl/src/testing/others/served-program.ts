import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

/** A server that a test has started. Where the test does not stop it, it ends with the test’s process. */
export class ServedProgram {
  readonly #ended: Promise<unknown>;
  #output = '';

  private constructor(private readonly child: ChildProcess) {
    this.#ended = new Promise((resolve) => child.once('close', resolve));
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  /**
   * Starts it, and waits until it answers.
   *
   * @param address that it answers at, whatever it says
   * @param env all that it gets
   */
  static async start(
    program: string,
    args: readonly string[],
    address: string,
    env: Readonly<Record<string, string>>,
  ): Promise<ServedProgram> {
    const child = execa(program, args, {
      ...{ env, extendEnv: false, stdin: 'ignore', buffer: false, reject: false },
    });
    const served = new ServedProgram(child);
    while (!(await answers(address))) {
      const state = await Promise.race([served.#ended.then(() => 'ended'), delay(100, 'running')]);
      if (state === 'ended') throw new Error(`${program} has ended:\n${served.#output}`);
    }
    return served;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.#ended;
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    await fetch(address, { redirect: 'manual' });
    return true;
  } catch {
    return false;
  }
}
