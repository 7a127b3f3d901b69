import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@statix/contract/testing/free-port';
import { bridgeAddress } from '../bridge-address.js';
import type { IssuedToken, OthersRegistry } from './others-registry.js';
import { ServedProgram } from './served-program.js';

const password = 'a password of a test';

/** Kellnr, told to ask everybody for a token. Its index has a path, and its tokens have no scheme. */
export class Kellnr implements OthersRegistry {
  private constructor(
    private readonly address: string,
    private readonly cookie: string,
    private readonly program: ServedProgram,
    private readonly folder: string,
  ) {}

  get index(): string {
    return `sparse+${this.address}/api/v1/crates/`;
  }

  static async start(program: string): Promise<Kellnr> {
    const folder = mkdtempSync(join(tmpdir(), 'statix-kellnr-'));
    const port = await freePort('0.0.0.0');
    const address = `http://${bridgeAddress()}:${port}`;
    const served = await ServedProgram.start(program, ['start'], address, {
      HOME: folder,
      KELLNR_REGISTRY__DATA_DIR: join(folder, 'data'),
      KELLNR_REGISTRY__AUTH_REQUIRED: 'true',
      KELLNR_LOCAL__PORT: String(port),
      KELLNR_ORIGIN__HOSTNAME: bridgeAddress(),
      KELLNR_ORIGIN__PORT: String(port),
      KELLNR_SETUP__ADMIN_PWD: password,
    });
    const login = await fetch(`${address}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ user: 'admin', pwd: password }),
    });
    const [cookie] = (login.headers.get('set-cookie') ?? '').split(';');
    return new Kellnr(address, cookie ?? '', served, folder);
  }

  async issueToken(): Promise<IssuedToken> {
    const name = `test-${Date.now()}`;
    const answer = await this.#ask('POST', '', JSON.stringify({ name }));
    const { token } = (await answer.json()) as { token: string };
    return {
      text: token,
      withoutScheme: undefined,
      revoke: async () => {
        const listed = await this.#ask('GET', '');
        const tokens = (await listed.json()) as { id: number; name: string }[];
        const id = tokens.find((each) => each.name === name)?.id;
        await this.#ask('DELETE', `/${id}`);
      },
    };
  }

  async stop(): Promise<void> {
    await this.program.stop();
    rmSync(this.folder, { recursive: true });
  }

  async #ask(method: string, path: string, body?: string): Promise<Response> {
    const answer = await fetch(`${this.address}/api/v1/users/me/tokens${path}`, {
      method,
      headers: { cookie: this.cookie, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}
