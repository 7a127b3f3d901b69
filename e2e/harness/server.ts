import { execa } from 'execa';

export type Server = ReturnType<typeof startServer>;

/** Ends with this process at the latest; `stop` gives it the time that it takes. */
export function startServer(program: string, args: readonly string[], cwd?: string) {
  return execa(program, args, {
    ...(cwd === undefined ? {} : { cwd }),
    stdio: 'ignore',
    reject: false,
    forceKillAfterDelay: false,
  });
}

/** Returns when the server is gone. */
export async function stopServer(server: Server): Promise<void> {
  server.kill('SIGTERM');
  await server;
}

/** Waits for a server that was just started. @throws Error if it ends, or does not answer within a minute */
export async function answering(url: string, server: Server): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null)
      throw new Error(`the server for ${url} ended with ${server.exitCode}`);
    const answered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${url} does not answer`);
}
