import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  canonicalJson,
  parseDocument,
  verifyReportSchema,
  type BuildManifest,
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

  readOutput(name: string): string {
    return readFileSync(join(this.output, name), 'utf8');
  }

  readReport(name: string): VerifyReport {
    const file = `${name}.verify.json`;
    return parseDocument(this.readOutput(file), file, verifyReportSchema);
  }
}
