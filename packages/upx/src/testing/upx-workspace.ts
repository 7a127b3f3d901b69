import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  canonicalJson,
  type BuildManifest,
  type ImageIdentity,
  type StampManifest,
} from '@statix/contract';
import { proveProgram, type RunProgram } from '@statix/proof';
import type { NxContext, NxTarget } from '@statix/task';
import { identifyImage, readImageDefinition } from '@statix/toolchain';
import compress from '../executors/compress/executor.js';
import { planCompress } from '../executors/compress/plan.js';
import { compressSchema } from '../executors/compress/schema.js';

const repositoryRoot = join(__dirname, '../../../..');
const definition = 'images/statix/statix-image.json';

/** A workspace on disk with the image of this repository and binaries that are verified. */
export class UpxWorkspace {
  readonly binaries: string;
  readonly reports: string;
  readonly packed: string;
  /** The target as a project has it, where that matters. */
  target: NxTarget | undefined;

  private constructor(
    readonly root: string,
    readonly identity: ImageIdentity,
  ) {
    this.binaries = join(root, 'dist/static/app/x86_64-unknown-linux-musl/release');
    this.reports = this.binaries.replace('/dist/static/', '/dist/verify/');
    this.packed = join(root, 'dist/upx/app/x86_64-unknown-linux-musl/release');
  }

  static async create(): Promise<UpxWorkspace> {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-upx-')));
    for (const name of ['recipe', 'lock.json', 'statix-image.json']) {
      const to = join(root, 'images/statix', name);
      cpSync(join(repositoryRoot, 'images/statix', name), to, { recursive: true });
    }
    const identity = identifyImage(await readImageDefinition(root, definition));
    writeFileSync(join(root, 'image.json'), canonicalJson(identity));
    writeFileSync(join(root, 'package.json'), '{}');
    return new UpxWorkspace(root, identity);
  }

  /**
   * Puts a binary where the build would, and beside it what build and verify would write of it.
   *
   * @param options how it is proven
   */
  async add(name: string, content: Buffer, options: object, runProgram: RunProgram): Promise<void> {
    await this.#addIn('static', 'verify', name, content, options, runProgram);
  }

  /** Puts a program where stamp-static would, with what that writes beside it. */
  async addStamped(name: string, content: Buffer, runProgram: RunProgram): Promise<void> {
    await this.#addIn('stamped', 'stamped', name, content, {}, runProgram);
  }

  async #addIn(
    step: string,
    proof: string,
    name: string,
    content: Buffer,
    options: object,
    runProgram: RunProgram,
  ): Promise<void> {
    const binaries = this.binaries.replace('/dist/static/', `/dist/${step}/`);
    const reports = this.binaries.replace('/dist/static/', `/dist/${proof}/`);
    mkdirSync(binaries, { recursive: true });
    mkdirSync(reports, { recursive: true });
    const path = join(binaries, name);
    writeFileSync(path, content, { mode: 0o755 });
    const manifest = step === 'static' ? manifestOf(name, content, this.identity) : undefined;
    if (manifest !== undefined) writeFileSync(`${path}.build.json`, canonicalJson(manifest));
    const plan = planCompress(compressSchema.parse(options), 'app');
    const { triple, profile } = plan;
    const built = { manifest, triple, profile };
    const { report } = await proveProgram({ name, path, built }, plan, runProgram);
    if (report.verdict !== 'pass') throw new Error(JSON.stringify(report.checks, undefined, 1));
    writeFileSync(join(reports, `${name}.verify.json`), canonicalJson(report));
  }

  /** Beside a stamped program what stamp-static writes of it. */
  addStampManifest(name: string, stamped: Buffer, original: Buffer): void {
    const file = (content: Buffer) => ({ sha256: sha256Of(content), size: content.byteLength });
    const manifest: StampManifest = {
      schemaVersion: 1,
      kind: 'statix.stamp-manifest',
      name,
      revision: { text: 'v1', from: 'option' },
      original: file(original),
      stamped: file(stamped),
      place: { offset: 1, size: 1 },
    };
    const folder = this.binaries.replace('/dist/static/', '/dist/stamped/');
    writeFileSync(join(folder, `${name}.stamp.json`), canonicalJson(manifest));
  }

  /** As Nx calls the executor. */
  compress(options: object = {}): Promise<{ success: boolean }> {
    const context: NxContext = {
      root: this.root,
      projectName: 'app',
      targetName: 'compress-static',
      projectsConfigurations: {
        projects: this.target ? { app: { targets: { 'compress-static': this.target } } } : {},
      },
    };
    return compress({ image: 'image.json', imageDefinition: definition, ...options }, context);
  }

  /** What is in the folder of packed binaries. */
  written(): string[] {
    return existsSync(this.packed) ? readdirSync(this.packed).sort() : [];
  }

  read(name: string): Buffer {
    return readFileSync(join(this.packed, name));
  }

  /** What verify has written of a program. */
  verifyReport(name: string): Buffer {
    return readFileSync(join(this.reports, `${name}.verify.json`));
  }

  /** What packing has measured of a program; undefined where there is nothing. */
  measurements(name: string): unknown {
    const folder = this.packed.replace('/dist/upx/', '/dist/upx-measurements/');
    const path = join(folder, `${name}.measurements.json`);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function manifestOf(name: string, content: Buffer, image: ImageIdentity): BuildManifest {
  const zeros = '0'.repeat(64);
  return {
    schemaVersion: 1,
    kind: 'statix.build-manifest',
    binary: {
      name,
      sha256: sha256Of(content),
      size: content.byteLength,
    },
    package: { name: 'app', version: '1.0.0' },
    triple: 'x86_64-unknown-linux-musl',
    profile: 'release',
    features: { selected: [], default: true, all: false },
    sources: { digest: zeros, files: 1 },
    lockfile: { sha256: zeros },
    image: { identity: image.identity, reference: image.reference },
    toolchain: { rustc: '1.95.0', cargo: '1.95.0', llvm: '21' },
    allocator: 'musl',
    cargoArguments: [],
    environment: {},
  };
}
