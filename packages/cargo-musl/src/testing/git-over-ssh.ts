import { userInfo } from 'node:os';
import { join } from 'node:path';
import { SshServer } from '@statix/engine/testing/ssh-server';
import { bridgeAddress } from './bridge-address.js';
import { gitRepository } from './git-server.js';

/** Git repositories behind an ssh server that containers reach. */
export class GitOverSsh {
  private constructor(private readonly server: SshServer) {}

  static async start(): Promise<GitOverSsh> {
    return new GitOverSsh(
      await SshServer.start({
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
      }),
    );
  }

  /** Socket of the agent that has the key. */
  get agent(): string {
    return this.server.agent;
  }

  /** File with the private key of the one who may log in. */
  get userKey(): string {
    return this.server.userKey;
  }

  /** Its line of known_hosts. */
  get knownHost(): string {
    return this.server.knownHost(bridgeAddress());
  }

  /** @returns the address of a repository with these files, and its commit */
  add(
    name: string,
    files: Readonly<Record<string, string>>,
  ): { address: string; revision: string } {
    const { folder, port } = this.server;
    const path = join(folder, name);
    const revision = gitRepository(path, files);
    return {
      address: `ssh://${userInfo().username}@${bridgeAddress()}:${port}${path}`,
      revision,
    };
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
