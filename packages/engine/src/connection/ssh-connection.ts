import { Agent } from 'node:http';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { neutralise } from '@statix/contract';
import type { Options, ResultPromise } from 'execa';
import { sshArguments, type SshAddress } from '../address/ssh-address.js';

/**
 * How many requests are on their way at a time. Each waits for an ssh of its own unless one is free, and
 * a server drops logins from the tenth that has not got in (sshd_config, MaxStartups).
 */
const MOST_CONNECTIONS = 8;
const MOST_ERROR_CHARACTERS = 2_000;

const options = {
  stdin: 'pipe',
  stdout: 'pipe',
  stderr: 'pipe',
  buffer: false,
  reject: false,
  // In a session of its own, as the docker command has it: Ctrl-C at a terminal goes to every process
  // there, and the connection is what a container is removed by. It ends with its input, see below.
  detached: true,
} as const satisfies Options;

type Ssh = ResultPromise<typeof options>;

/** An agent for Node's `http` whose connections are processes of ssh; used again while they live. */
export async function sshAgent(address: SshAddress): Promise<Agent> {
  // execa is an ES module, and Nx imports this package on every command.
  const { execa } = await import('execa');
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
  agent.createConnection = () => new SshConnection(execa('ssh', sshArguments(address), options));
  return agent;
}

/**
 * A connection that is the standard input and output of an ssh process. Whoever owns the connection owns
 * the process: destroyed, it is ended; and when this process ends in whatever way, its input ends, which
 * ends what runs over there, and it.
 */
class SshConnection extends Duplex {
  readonly #ssh: Ssh;
  readonly #ended: Promise<Error | undefined>;

  constructor(ssh: Ssh) {
    super({ allowHalfOpen: true });
    this.#ssh = ssh;
    let said = '';
    ssh.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-MOST_ERROR_CHARACTERS);
    });
    ssh.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) ssh.stdout.pause();
    });
    // Why they broke is what ssh says.
    for (const stream of [ssh.stdin, ssh.stdout, ssh.stderr]) stream.on('error', () => undefined);
    this.#ended = ssh.then((result) =>
      result.exitCode === 0 ? undefined : new Error(failureOf(result, said)),
    );
    void this.#ended.then((error) => {
      if (error === undefined) this.#close();
      else this.destroy(error);
    });
  }

  /** After all that came was read. One that lies unused has to be seen to have ended as well. */
  #close(): void {
    this.once('end', () => this.destroy());
    this.push(null);
    if (this.readableLength === 0) this.resume();
  }

  override _read(): void {
    this.#ssh.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#ssh.stdin.write(chunk, (error) => {
      if (error === null || error === undefined) done();
      else
        void this.#ended.then((why) => {
          done(why ?? error);
        });
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#ssh.stdin.end(() => {
      done();
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#ssh.stdin.destroy();
    this.#ssh.stdout.destroy();
    this.#ssh.stderr.destroy();
    this.#ssh.kill('SIGTERM');
    done(error);
  }

  // What Node's http asks of a socket: one that nobody uses keeps no process from ending.

  unref(): this {
    this.#ssh.unref();
    for (const stream of this.#sockets()) stream.unref();
    return this;
  }

  ref(): this {
    this.#ssh.ref();
    for (const stream of this.#sockets()) stream.ref();
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  #sockets(): Socket[] {
    const streams: unknown[] = [this.#ssh.stdin, this.#ssh.stdout, this.#ssh.stderr];
    return streams.filter((stream) => stream instanceof Socket);
  }
}

/** In ssh's own words, or those of the docker command over there. */
function failureOf(
  {
    code,
    exitCode,
    signal,
  }: {
    readonly code?: string | undefined;
    readonly exitCode?: number | undefined;
    readonly signal?: string | undefined;
  },
  said: string,
): string {
  if (code === 'ENOENT') return 'there is no program ssh in PATH';
  const words = neutralise(said).trim().split('\n').join('; ');
  const how =
    exitCode === undefined
      ? (signal ?? code ?? 'for no known reason')
      : `with exit code ${exitCode}`;
  return `ssh ended ${how}${words === '' ? '' : `: ${words}`}`;
}
