import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  canonicalJson,
  parseDocument,
  verifyReportSchema,
  type BuildManifest,
  type Contents,
  type VerifyReport,
} from '@statix/contract';

/** Small programs that packages/elf/fixtures/make.sh makes. */
const FIXTURES = join(__dirname, '../../../elf/fixtures');

/** A workspace in a temporary folder, with the places that the defaults of `verify` lead to. */
export class TestWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), 'statix-verify-'));
  readonly binaries = join(this.root, 'dist/static/app/x86_64-unknown-linux-musl/release');
  readonly output = join(this.root, 'dist/verify/app/x86_64-unknown-linux-musl/release');

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /**
   * Puts a program where the build would, without a manifest.
   *
   * @param program name of a fixture, or its bytes
   */
  addProgram(
    name: string,
    program: string | Buffer = 'static-pie',
    folder = this.binaries,
  ): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (Buffer.isBuffer(program)) writeFileSync(path, program, { mode: 0o755 });
    else copyFileSync(join(FIXTURES, program), path);
    return path;
  }

  addFile(name: string, content: string): string {
    const path = join(this.binaries, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  /** Puts a program and the manifest that the build would write for it. */
  addBuilt(
    name: string,
    program: string | Buffer = 'static-pie',
    changes: Partial<BuildManifest> = {},
  ): string {
    const path = this.addProgram(name, program);
    const bytes = readFileSync(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const zeros = '0'.repeat(64);
    const manifest: BuildManifest = {
      schemaVersion: 1,
      kind: 'statix.build-manifest',
      binary: { name, sha256, size: bytes.length },
      package: { name: 'app', version: '1.0.0' },
      triple: 'x86_64-unknown-linux-musl',
      profile: 'release',
      features: { selected: [], default: true, all: false },
      sources: { digest: zeros, files: 1 },
      lockfile: { sha256: zeros },
      image: { identity: zeros, reference: 'statix.local/statix:0' },
      toolchain: { rustc: '1.95.0', cargo: '1.95.0', llvm: '21' },
      allocator: 'musl',
      cargoArguments: [],
      environment: {},
      ...changes,
    };
    writeFileSync(`${path}.build.json`, canonicalJson(manifest));
    return path;
  }

  sha256Of(name: string): string {
    return createHash('sha256')
      .update(readFileSync(join(this.binaries, name)))
      .digest('hex');
  }

  /** Puts what the build would write of the inside of a program that is there. */
  addContents(name: string, changes: Partial<Contents['binary']> = {}): void {
    const { size } = statSync(join(this.binaries, name));
    const contents: Contents = {
      schemaVersion: 1,
      kind: 'statix.contents',
      binary: { name, sha256: this.sha256Of(name), size, ...changes },
      linked: 'recorded',
      crates: [
        {
          name: 'app',
          version: '1.0.0',
          source: null,
          license: 'MIT',
          root: true,
          dependencies: ['time 0.1.45'],
        },
        {
          name: 'time',
          version: '0.1.45',
          source: 'registry+https://github.com/rust-lang/crates.io-index',
          checksum: 'c'.repeat(64),
          license: 'MIT OR Apache-2.0',
          dependencies: [],
        },
      ],
      libraries: [
        {
          name: 'zlib',
          version: '1.3.1',
          license: 'Zlib',
          origin: {
            by: 'image',
            component: 'zlib',
            sourcePackage: 'zlib',
            sourceVersion: '1:1.3.dfsg+really1.3.1-1',
            purl: 'pkg:deb/debian/zlib@1%3A1.3.dfsg%2Breally1.3.1-1?arch=source',
          },
          archives: ['libz.a'],
        },
      ],
    };
    this.addFile(`${name}.contents.json`, canonicalJson(contents));
  }

  readEnvironment(name: string): string {
    const folder = join(this.root, 'dist/verify-environment/app/x86_64-unknown-linux-musl/release');
    return readFileSync(join(folder, `${name}.env.json`), 'utf8');
  }

  readOutput(name: string): string {
    return readFileSync(join(this.output, name), 'utf8');
  }

  readReport(name: string): VerifyReport {
    const file = `${name}.verify.json`;
    return parseDocument(this.readOutput(file), file, verifyReportSchema);
  }
}
