import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { packArchive } from '@statix/engine';
import { bridgeAddress } from './bridge-address.js';

/** A crate as the registry has it. */
interface PublishedCrate {
  readonly name: string;
  readonly version: string;
  readonly archive: Buffer;
  readonly checksum: string;
  readonly rustVersion: string | undefined;
}

/** What somebody asked the registry for. */
export interface RegistryRequest {
  readonly path: string;
  readonly authorization: string | undefined;
}

/**
 * A registry that speaks Cargo's sparse protocol and asks everybody for a token (`auth-required`). Cargo
 * reference, "Registry Index" and "Web API". It listens where containers of the bridge reach it.
 */
export class SparseRegistry {
  readonly requests: RegistryRequest[] = [];
  /** Answers in the place of the registry; false leaves it to the registry. */
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  readonly #crates: PublishedCrate[] = [];
  readonly #server: Server;
  #address = '';

  private constructor(private readonly token: string) {
    this.#server = createServer((request, response) => {
      this.#serve(request, response);
    });
  }

  static async start(token: string): Promise<SparseRegistry> {
    const registry = new SparseRegistry(token);
    await new Promise<void>((resolve) => registry.#server.listen(0, '0.0.0.0', resolve));
    const at = registry.#server.address();
    const port = typeof at === 'object' && at !== null ? at.port : 0;
    registry.#address = `http://${bridgeAddress()}:${port}`;
    return registry;
  }

  /** As Cargo's configuration and Cargo.lock write it. */
  get index(): string {
    return `sparse+${this.#address}/index/`;
  }

  get address(): string {
    return this.#address;
  }

  /**
   * @param rustVersion that it wants at least
   * @returns its lines of a Cargo.lock
   */
  async publish(
    name: string,
    version: string,
    library: string,
    more: Readonly<Record<string, string>> = {},
    rustVersion?: string,
  ): Promise<string> {
    const wants = rustVersion === undefined ? '' : `rust-version = "${rustVersion}"\n`;
    const manifest = `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n${wants}`;
    const chunks: Buffer[] = [];
    const tar = packArchive([
      { path: `${name}-${version}/Cargo.toml`, mode: 0o644, content: Buffer.from(manifest) },
      { path: `${name}-${version}/src/lib.rs`, mode: 0o644, content: Buffer.from(library) },
      ...Object.entries(more).map(([path, content]) => ({
        ...{ path: `${name}-${version}/${path}`, mode: 0o644 },
        content: Buffer.from(content),
      })),
    ]);
    for await (const chunk of tar) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    const archive = gzipSync(Buffer.concat(chunks));
    const checksum = createHash('sha256').update(archive).digest('hex');
    this.#crates.push({ name, version, archive, checksum, rustVersion });
    return `\n[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "${this.index}"\nchecksum = "${checksum}"\n`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    const { authorization } = request.headers;
    this.requests.push({ path, authorization });
    if (this.answer(request, response)) return;
    if (authorization !== this.token) {
      const login = `Cargo login_url="${this.#address}/me"`;
      response.writeHead(401, { 'WWW-Authenticate': login }).end('who are you?');
      return;
    }
    const content = this.#content(path);
    if (content === undefined) response.writeHead(404).end();
    else response.writeHead(200).end(content);
  }

  #content(path: string): string | Buffer | undefined {
    if (path === '/index/config.json')
      return JSON.stringify({
        dl: `${this.#address}/crates/{crate}/{version}.crate`,
        api: this.#address,
        'auth-required': true,
      });
    const found = this.#crates.find(
      ({ name, version }) => path === `/crates/${name}/${version}.crate`,
    );
    if (found !== undefined) return found.archive;
    const lines = this.#crates
      .filter(({ name }) => path === `/index/${indexPath(name)}`)
      .map(({ name, version: vers, checksum: cksum, rustVersion: rust_version }) =>
        JSON.stringify({
          ...{ name, vers, deps: [], cksum, features: {}, yanked: false },
          ...(rust_version === undefined ? {} : { rust_version }),
        }),
      );
    return lines.length === 0 ? undefined : lines.map((line) => `${line}\n`).join('');
  }
}

function indexPath(name: string): string {
  if (name.length < 3) return `${name.length}/${name}`;
  if (name.length === 3) return `3/${name.slice(0, 1)}/${name}`;
  return `${name.slice(0, 2)}/${name.slice(2, 4)}/${name}`;
}
