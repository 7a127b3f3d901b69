import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A server that a test started: it is up when `answers` says so, and gone after `stop`. */
export class OwnedProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly logPath: string,
  ) {}

  static async start(
    program: string,
    args: readonly string[],
    {
      logPath,
      answers,
      env,
    }: { logPath: string; answers: () => Promise<boolean>; env?: NodeJS.ProcessEnv },
  ): Promise<OwnedProcess> {
    const log = openSync(logPath, 'w');
    const child = spawn(program, args, {
      stdio: ['ignore', log, log],
      ...(env === undefined ? {} : { env }),
    });
    closeSync(log);
    const owned = new OwnedProcess(child, logPath);
    let failure: Error | undefined;
    child.once('error', (error) => (failure = error));
    for (let tries = 0; tries < 600; tries += 1) {
      if (failure !== undefined || child.exitCode !== null) break;
      if (await answers().catch(() => false)) return owned;
      await delay(100);
    }
    await owned.stop();
    throw new Error(`${program} did not come up: ${failure?.message ?? ''}\n${owned.log()}`);
  }

  log(): string {
    return readFileSync(this.logPath, 'utf8');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, 'close');
    this.child.kill('SIGTERM');
    await closed;
  }
}

/** A port that was free just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
