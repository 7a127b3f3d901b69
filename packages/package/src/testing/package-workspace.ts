import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { canonicalJson, type BuildManifest, type VerifyReport } from '@statix/contract';
import type { NxContext } from '@statix/task';

/** Small programs that packages/elf/fixtures/make.sh makes. */
const FIXTURES = join(__dirname, '../../../elf/fixtures');
const TRIPLE = 'x86_64-unknown-linux-musl';

/** A workspace of one package `app`, whose program was built and verified, as the steps leave it. */
export class PackageWorkspace {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'statix-package-')));
  readonly packages = join(this.root, `dist/package/app/${TRIPLE}/release`);

  constructor() {
    this.write('package.json', '{}');
    this.write('.gitignore', '/dist\n/generated\n');
    this.write('crates/app/src/main.rs', 'fn main() {}\n');
    this.write(
      'crates/app/Cargo.toml',
      `[package]
name = "app"
version = "1.2.0-rc.1"
edition = "2021"
description = "Says hello"
license = "MIT"
authors = ["Ada <ada@example.org>"]
repository = "https://git.example/app"
`,
    );
    this.write('crates/app/LICENSE', 'The licence.\n');
    this.write('crates/app/README.md', '# app\n');
    this.write('crates/app/man/app.1', '.TH APP 1\n');
    this.write('crates/app/completions/app.bash', 'complete -W x app\n');
    this.addProgram('app');
  }

  /** Absolute path of a file that a step of the program `app` wrote. */
  at(step: 'static' | 'verify' | 'stamped' | 'upx', name: string): string {
    return join(this.root, `dist/${step}/app/${TRIPLE}/release`, name);
  }

  write(path: string, content: string | Buffer): void {
    const at = join(this.root, path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
  }

  /** Puts a program where build-static would, with what that and verify-static write of it. */
  addProgram(
    name: string,
    { fixture = 'static-pie', report = {} }: { fixture?: string; report?: object } = {},
  ): void {
    const path = this.at('static', name);
    mkdirSync(dirname(path), { recursive: true });
    mkdirSync(dirname(this.at('verify', name)), { recursive: true });
    copyFileSync(join(FIXTURES, fixture), path);
    const binary = { name, ...hashed(path) };
    writeFileSync(`${path}.build.json`, canonicalJson(buildManifest(binary)));
    writeFileSync(`${path}.notices.txt`, `Notices of ${name}\n`);
    const proof = canonicalJson({ ...verifyReport(binary), ...report });
    writeFileSync(`${this.at('verify', name)}.verify.json`, proof);
  }

  /** Puts the stamped or packed form of `app` where its step would; its bytes are another fixture. */
  addMade(step: 'stamped' | 'upx', original: { sha256: string; size: number }): void {
    const path = this.at(step, 'app');
    const file = this.#addProven(path, step === 'upx' ? 'packed-static' : 'revision');
    const document =
      step === 'stamped'
        ? {
            ...{ schemaVersion: 1, kind: 'statix.stamp-manifest', name: 'app', original },
            stamped: file,
            revision: { text: 'abc', from: 'option' },
            place: { offset: 1, size: 96 },
          }
        : {
            ...{ schemaVersion: 2, kind: 'statix.compress-manifest', name: 'app', original },
            ...{ beside: [], delivered: 'packed', packed: file },
            ...{ ratio: 0.5, upx: { version: '5', arguments: [] } },
            unpackedSha256: original.sha256,
            image: { identity: '0'.repeat(64), reference: 'statix.local/statix:0' },
          };
    const suffix = step === 'stamped' ? '.stamp.json' : '.compress.json';
    writeFileSync(`${path}${suffix}`, canonicalJson(document));
  }

  /** Puts a fixture where compress-static would, with a manifest that says it is the original of `app`. */
  addUnpacked(fixture = 'static-pie'): void {
    const path = this.at('upx', 'app');
    const original = this.#addProven(path, fixture);
    const document = {
      ...{ schemaVersion: 2, kind: 'statix.compress-manifest', name: 'app', original },
      ...{ beside: [], delivered: 'original', reason: { code: 'switched-off' } },
    };
    writeFileSync(`${path}.compress.json`, canonicalJson(document));
  }

  #addProven(path: string, fixture: string): { sha256: string; size: number } {
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(FIXTURES, fixture), path);
    const file = hashed(path);
    writeFileSync(`${path}.verify.json`, canonicalJson(verifyReport({ name: 'app', ...file })));
    return file;
  }

  hashOf(step: 'static' | 'stamped' | 'upx'): { sha256: string; size: number } {
    return hashed(this.at(step, 'app'));
  }

  /** As Nx gives it to the executor; with `inputs` the target is one that Nx caches. */
  context(inputs?: readonly string[]): NxContext {
    const target = {
      executor: '@statix/package:package',
      options: { triple: TRIPLE, profile: 'release' },
      ...(inputs === undefined
        ? {}
        : { cache: true, inputs, outputs: ['{workspaceRoot}/dist/package'] }),
    };
    return {
      root: this.root,
      projectName: 'app',
      targetName: 'package-static',
      projectsConfigurations: {
        projects: { app: { root: 'crates/app', targets: { 'package-static': target } } },
      },
    };
  }

  /** Files of the output folder, by name; folders are left out. */
  written(): string[] {
    if (!existsSync(this.packages)) return [];
    return readdirSync(this.packages, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(this.packages, name)).isFile())
      .sort();
  }

  read(name: string): Buffer {
    return readFileSync(join(this.packages, name));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

function hashed(path: string): { sha256: string; size: number } {
  const bytes = readFileSync(path);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.byteLength };
}

function verifyReport(binary: VerifyReport['binary']): VerifyReport {
  return {
    ...{ schemaVersion: 2, kind: 'statix.verify-report', binary, verdict: 'pass' },
    ...{
      linkage: 'static-pie',
      policy: { name: 'baseline', overrides: [] },
      run: 'required',
      checks: [],
      runs: [],
    },
  };
}

function buildManifest(binary: BuildManifest['binary']): BuildManifest {
  const zeros = '0'.repeat(64);
  return {
    schemaVersion: 1,
    kind: 'statix.build-manifest',
    binary,
    package: { name: 'app', version: '1.2.0-rc.1' },
    triple: TRIPLE,
    profile: 'release',
    features: { selected: [], default: true, all: false },
    sources: { digest: zeros, files: 1 },
    lockfile: { sha256: zeros },
    image: { identity: zeros, reference: 'statix.local/statix:0' },
    toolchain: { rustc: '1.95.0', cargo: '1.95.0', llvm: '21' },
    allocator: 'musl',
    cargoArguments: [],
    environment: {},
  };
}
