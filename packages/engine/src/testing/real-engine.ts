import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { engineCandidates } from '../address/engine-candidates.js';
import { packArchive } from '../archive/pack-archive.js';
import { openDockerClient } from '../connection/docker-client.js';
import { Transport } from '../connection/transport.js';
import { currentOwner } from '../container/owner.js';
import { createEngine } from '../create-engine.js';
import type { Engine } from '../engine.js';
import { tinyProgram, type TinyStep } from './tiny-program.js';

const listSchema = z.array(z.object({ Id: z.string() }));

/**
 * The engine that runs on this machine, under a state directory of the test's own: so the test is an
 * installation of its own, sees nothing of others, and can count what it left behind.
 */
export class RealEngine {
  private constructor(
    readonly engine: Engine,
    readonly transport: Transport,
    readonly folder: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /** @param settings say which engine, as DOCKER_HOST does; that of this process otherwise */
  static async connect(settings: NodeJS.ProcessEnv = process.env): Promise<RealEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'statix-integration-'));
    const env = { ...settings, STATIX_STATE_DIR: join(folder, 'state') };
    const [candidate] = await engineCandidates(settings);
    const { address } = candidate!;
    const transport = new Transport(address.text, openDockerClient(address));
    return new RealEngine(createEngine(transport, env), transport, folder, env);
  }

  /** A tiny program as a file on this machine. */
  async program(...steps: TinyStep[]): Promise<string> {
    const path = join(this.folder, `program-${Math.random().toString(36).slice(2)}`);
    await writeFile(path, tinyProgram(...steps), { mode: 0o755 });
    return path;
  }

  /** An image that holds tiny programs by name and nothing else. */
  image(programs: Record<string, readonly TinyStep[]>, reference?: string): Promise<string> {
    const entries = Object.entries(programs).map(([path, steps]) => ({
      path,
      mode: 0o755,
      content: tinyProgram(...steps),
    }));
    return this.engine.importImage(packArchive(entries), { reference });
  }

  /** Containers and scratch images of this installation that are still on the engine. */
  async leftBehind(): Promise<string[]> {
    const { host } = await currentOwner(this.env);
    const filters = JSON.stringify({ label: [`dev.statix.host=${host}`] });
    const query = { all: '1', filters };
    const lists = ['/containers/json', '/images/json'].map((path) =>
      this.transport.json({ doing: 'list', method: 'GET', path, query }, listSchema),
    );
    return (await Promise.all(lists)).flat().map(({ Id }) => Id);
  }

  removeVolume(name: string): Promise<void> {
    return this.transport.done({ doing: 'clean', method: 'DELETE', path: `/volumes/${name}` });
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
