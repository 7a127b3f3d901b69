import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bridgeAddress } from './bridge-address.js';

/** Repositories over https, for who has the login; git's own `http-backend` behind it. */
export class GitServer {
  /** What it was asked with, by path. */
  readonly requests: { readonly path: string; readonly authorization: string | undefined }[] = [];
  /** Answers in the place of git; false leaves it to git. */
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  /** Whether it asks nobody for the login. */
  isPublic = false;
  readonly #server: Server;
  #address = '';

  private constructor(
    readonly folder: string,
    private readonly login: string,
    names: readonly string[],
  ) {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=statix test'],
      ...[
        '-addext',
        `subjectAltName=IP:${bridgeAddress()}${names.map((name) => `,DNS:${name}`).join('')}`,
      ],
    ]);
    this.#server = createServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      (request, response) => {
        this.#serve(request, response);
      },
    );
  }

  /**
   * @param login `user:password`
   * @param names under which it may be asked besides, for who finds it there
   */
  static async start(login: string, names: readonly string[] = []): Promise<GitServer> {
    const server = new GitServer(mkdtempSync(join(tmpdir(), 'statix-git-')), login, names);
    await new Promise<void>((resolve) => server.#server.listen(0, '0.0.0.0', resolve));
    const at = server.#server.address();
    server.#address = `https://${bridgeAddress()}:${typeof at === 'object' && at !== null ? at.port : 0}`;
    return server;
  }

  get address(): string {
    return this.#address;
  }

  /** PEM of who signed its certificate. */
  get certificate(): string {
    return join(this.folder, 'cert.pem');
  }

  /** @returns the commit */
  add(name: string, files: Readonly<Record<string, string>>): string {
    return gitRepository(join(this.folder, 'repositories', name), files);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.folder, { recursive: true });
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', this.#address);
    const { authorization } = request.headers;
    this.requests.push({ path: url.pathname, authorization });
    if (this.answer(request, response)) return;
    if (!this.isPublic && authorization !== `Basic ${Buffer.from(this.login).toString('base64')}`) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: join(this.folder, 'repositories'),
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_PROTOCOL: request.headers['git-protocol']?.toString() ?? '',
        REQUEST_METHOD: request.method ?? 'GET',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        // The folder is of whoever runs the test; git asks for it by name where that is root.
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.stdout.on('end', () => {
      const answer = Buffer.concat(chunks);
      const end = answer.indexOf('\r\n\r\n');
      const headers = answer
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map((line): [string, string] => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? '']);
      const status = headers.find(([name]) => name === 'Status')?.[1];
      response
        .writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(headers))
        .end(answer.subarray(end + 4));
    });
  }
}

/** A bare repository with these files; one commit more where it is there. */
export function gitRepository(folder: string, files: Readonly<Record<string, string>>): string {
  const work = `${folder}.work`;
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), content);
  }
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example', ...args], { cwd: work })
      .toString()
      .trim();
  if (!existsSync(join(work, '.git'))) git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message', 'one');
  if (existsSync(folder)) git('push', '--quiet', folder, 'main');
  else git('clone', '--quiet', '--bare', '.', folder);
  return git('rev-parse', 'HEAD');
}
