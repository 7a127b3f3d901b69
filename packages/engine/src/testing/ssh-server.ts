import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@statix/contract/testing/free-port';

/** OpenSSH's server with one key that may log in, and an agent that has it. */
export class SshServer {
  readonly #children: ChildProcess[] = [];

  private constructor(
    readonly folder: string,
    readonly port: number,
  ) {}

  /** @param environment of what is run over there */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<SshServer> {
    const server = new SshServer(
      mkdtempSync(join(tmpdir(), 'statix-ssh-')),
      await freePort('0.0.0.0'),
    );
    const { folder, port } = server;
    for (const key of ['host', 'user'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, key)]);
    writeFileSync(join(folder, 'authorized'), readFileSync(join(folder, 'user.pub')), {
      mode: 0o600,
    });
    const settings = {
      HostKey: join(folder, 'host'),
      AuthorizedKeysFile: join(folder, 'authorized'),
      PidFile: 'none',
      StrictModes: 'no',
      UsePAM: 'no',
      PasswordAuthentication: 'no',
      ...(Object.keys(environment).length === 0
        ? {}
        : {
            SetEnv: Object.entries(environment)
              .map(([name, value]) => `${name}=${value}`)
              .join(' '),
          }),
    };
    const config = join(folder, 'sshd_config');
    writeFileSync(
      config,
      Object.entries(settings)
        .map(([name, value]) => `${name} ${value}\n`)
        .join(''),
    );
    mkdirSync('/run/sshd', { recursive: true });
    await server.#run(
      '/usr/sbin/sshd',
      ['-D', '-e', '-f', config, '-p', String(port)],
      'Server listening',
    );
    await server.#run('ssh-agent', ['-D', '-a', server.agent], 'SSH_AUTH_SOCK');
    execFileSync('ssh-add', ['-q', join(folder, 'user')], {
      env: { ...process.env, SSH_AUTH_SOCK: server.agent },
    });
    return server;
  }

  /** Socket of the agent. */
  get agent(): string {
    return join(this.folder, 'agent');
  }

  /** Private key of the one who may log in. */
  get userKey(): string {
    return join(this.folder, 'user');
  }

  /** Its line of known_hosts. */
  knownHost(address: string): string {
    const [kind, key] = readFileSync(join(this.folder, 'host.pub'), 'utf8').split(' ');
    return `[${address}]:${this.port} ${kind} ${key}\n`;
  }

  async stop(): Promise<void> {
    for (const child of this.#children) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
      // Logins that still go on have them too.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }
    rmSync(this.folder, { recursive: true });
  }

  /** Waits for a word in what it prints. */
  #run(program: string, args: string[], ready: string): Promise<void> {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.push(child);
    return new Promise((resolve, reject) => {
      let text = '';
      const take = (chunk: Buffer): void => {
        text += chunk.toString();
        if (text.includes(ready)) resolve();
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.once('error', reject);
      child.once('exit', () => {
        reject(new Error(`${program} ended: ${text}`));
      });
    });
  }
}
