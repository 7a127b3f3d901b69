import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';

/** A server that a test started: it is up when `answers` says so, and gone after `stop`. */
export class OwnedProcess {
  private constructor(
    private readonly child: Server,
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
    const log = createWriteStream(logPath);
    await once(log, 'open');
    const child = startServer(program, args, log, env);
    log.end();
    const owned = new OwnedProcess(child, logPath);
    let ended: string | undefined;
    void child.then(({ shortMessage }) => (ended = shortMessage ?? ''));
    for (let tries = 0; tries < 600 && ended === undefined; tries += 1) {
      if (await answers().catch(() => false)) return owned;
      await delay(100);
    }
    await owned.stop();
    throw new Error(`${program} did not come up: ${ended ?? ''}\n${owned.log()}`);
  }

  log(): string {
    return readFileSync(this.logPath, 'utf8');
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.child;
  }
}

type Server = ReturnType<typeof startServer>;

/** It is given the time that it takes to end. */
function startServer(
  program: string,
  args: readonly string[],
  log: Writable,
  env: NodeJS.ProcessEnv | undefined,
) {
  return execa(program, args, {
    stdin: 'ignore',
    stdout: log,
    stderr: log,
    reject: false,
    forceKillAfterDelay: false,
    env: env ?? {},
    extendEnv: env === undefined,
  });
}
