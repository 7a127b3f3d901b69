import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@statix/contract/testing/free-port';
import { bridgeAddress } from '../bridge-address.js';
import type { IssuedToken, OthersRegistry } from './others-registry.js';
import { ServedProgram } from './served-program.js';

/** It asks these of its own image, when it starts, with a channel that rustup takes away: `rustc +stable …`. */
const toolchain = {
  rustc: `#!/bin/sh
case "$*" in
*--version) echo 'rustc 1.85.0 (none)' ;;
*) echo 'host: x86_64-unknown-linux-gnu' ;;
esac
`,
  rustup: '#!/bin/sh\n',
};

/**
 * Cratery, which asks for a token of everybody who reads its index (401) or a crate (403). Its tokens are
 * logins: `Basic` and the base64 of name and secret. People log in by OAuth, at a server that is here too.
 */
export class Cratery implements OthersRegistry {
  private constructor(
    private readonly address: string,
    private readonly cookie: string,
    private readonly program: ServedProgram,
    private readonly identities: Server,
    private readonly folder: string,
  ) {}

  get index(): string {
    return `sparse+${this.address}/`;
  }

  static async start(program: string): Promise<Cratery> {
    const folder = mkdtempSync(join(tmpdir(), 'statix-cratery-'));
    mkdirSync(join(folder, 'home/.cargo'), { recursive: true });
    mkdirSync(join(folder, 'data'));
    mkdirSync(join(folder, 'bin'));
    for (const [name, script] of Object.entries(toolchain))
      writeFileSync(join(folder, 'bin', name), script, { mode: 0o700 });
    const identities = await identityServer();
    const at = identities.address();
    const oauth = `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
    const port = await freePort('0.0.0.0');
    const address = `http://${bridgeAddress()}:${port}`;
    const served = await ServedProgram.start(program, [], address, {
      // It keeps its index with git.
      PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: join(folder, 'home'),
      REGISTRY_DATA_DIR: join(folder, 'data'),
      REGISTRY_STORAGE: 'fs',
      REGISTRY_WEB_LISTENON_PORT: String(port),
      REGISTRY_WEB_PUBLIC_URI: address,
      REGISTRY_WEB_COOKIE_SECRET: 'a secret of a test '.repeat(4),
      REGISTRY_GIT_USER_NAME: 'Cratery',
      REGISTRY_GIT_USER_EMAIL: 'cratery@corp.example',
      REGISTRY_OAUTH_LOGIN_URI: `${oauth}/login`,
      REGISTRY_OAUTH_TOKEN_URI: `${oauth}/token`,
      REGISTRY_OAUTH_CALLBACK_URI: `${address}/webapp/oauthcallback.html`,
      REGISTRY_OAUTH_USERINFO_URI: `${oauth}/user`,
      REGISTRY_OAUTH_CLIENT_ID: 'cratery',
      REGISTRY_OAUTH_CLIENT_SECRET: 'a secret of a test',
      REGISTRY_OAUTH_CLIENT_SCOPE: 'email',
      REGISTRY_DOCS_GEN_MOCK: 'true',
      // Else it asks crates.io about each crate.
      REGISTRY_DEPS_STALE_ANALYSIS: '-1',
    });
    const login = await fetch(`${address}/api/v1/oauth/code`, { method: 'POST', body: 'a code' });
    const [cookie] = (login.headers.get('set-cookie') ?? '').split(';');
    return new Cratery(address, cookie ?? '', served, identities, folder);
  }

  async issueToken(): Promise<IssuedToken> {
    const path = '/api/v1/me/tokens?canWrite=true&canAdmin=false';
    const answer = await this.#ask('PUT', path, 'a test');
    const { id, secret } = (await answer.json()) as { id: number; secret: string };
    return {
      text: `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`,
      withoutScheme: secret,
      revoke: async () => {
        await this.#ask('DELETE', `/api/v1/me/tokens/${id}`);
      },
    };
  }

  async stop(): Promise<void> {
    await this.program.stop();
    this.identities.closeAllConnections();
    await new Promise((resolve) => this.identities.close(resolve));
    rmSync(this.folder, { recursive: true });
  }

  async #ask(method: string, path: string, body?: string): Promise<Response> {
    const headers = { cookie: this.cookie };
    const answer = await fetch(`${this.address}${path}`, {
      ...{ method, headers },
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

/** Says of whoever asks that it is `me`. */
async function identityServer(): Promise<Server> {
  const server = createServer(({ url }, response) => {
    const answer =
      url === '/token'
        ? { access_token: 'a test', token_type: 'Bearer' }
        : { email: 'me@corp.example', name: 'Me' };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
