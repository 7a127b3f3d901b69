import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { fileServer, type FileServer } from './file-server.js';

/** What rustup's own server is called in manifests, whoever serves them. */
export const PUBLISHED_SERVER = 'https://static.rust-lang.org';

export const HOST = 'x86_64-unknown-linux-gnu';

/** An archive of a component by its name on the server: `rustc-1.95.0-x86_64-unknown-linux-gnu`. */
export interface Component {
  readonly pkg: string;
  readonly target: string;
  readonly name: string;
  readonly archive: Buffer;
}

/**
 * A component as rust-installer writes it (its format 3): a folder for each component that the file
 * `components` names, with a manifest.in of its files.
 *
 * @param files of the component, by their path below the prefix that it is installed to
 */
export async function component(
  pkg: string,
  version: string,
  target: string,
  files: Readonly<Record<string, Buffer | string>>,
): Promise<Component> {
  const name = [pkg.replace(/-preview$/, ''), version, ...(target === '*' ? [] : [target])].join(
    '-',
  );
  const folder = pkg === 'rust-std' ? `${pkg}-${target}` : pkg;
  const manifest = Object.keys(files).map((path) => `file:${path}\n`);
  const contents: Record<string, Buffer | string> = {
    'rust-installer-version': '3\n',
    components: `${folder}\n`,
    version: `${version}\n`,
    COPYRIGHT: 'Rust is distributed under the terms of MIT and Apache 2.0.\n',
    'LICENSE-APACHE': 'Apache License\n',
    'LICENSE-MIT': 'Permission is hereby granted\n',
    [`${folder}/manifest.in`]: manifest.join(''),
    ...Object.fromEntries(
      Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content] as const),
    ),
  };
  const archive = pack();
  for (const [path, content] of Object.entries(contents)) {
    const mode = /^[^/]+\/bin\//.test(path) ? 0o755 : 0o644;
    archive.entry({ name: `${name}/${path}`, mode, mtime: new Date(0) }, content);
  }
  archive.finalize();
  return { pkg, target, name, archive: gzipSync(await buffer(archive)) };
}

/** The manifest of a channel in the shape of those that Rust publishes (manifest version 2). */
export function channelManifest(
  version: string,
  date: string,
  components: readonly Component[],
  server = PUBLISHED_SERVER,
): string {
  const packages = components.map(({ pkg, target, name, archive }) => {
    const triple = target === '*' ? '"*"' : target;
    return [
      `[pkg.${pkg}]`,
      `version = "${version} (59807616e 2026-04-14)"`,
      '',
      `[pkg.${pkg}.target.${triple}]`,
      'available = true',
      `url = "${server}/dist/${date}/${name}.tar.gz"`,
      `hash = "${createHash('sha256').update(archive).digest('hex')}"`,
      `xz_url = "${server}/dist/${date}/${name}.tar.xz"`,
      `xz_hash = "${'0'.repeat(64)}"`,
      'components = []',
      'extensions = []',
      '',
      `[pkg.${pkg}.target.aarch64-apple-darwin]`,
      'available = false',
      'components = []',
      'extensions = []',
      '',
    ].join('\n');
  });
  return `manifest-version = "2"\ndate = "${date}"\n\n${packages.join('\n')}\n[renames.clippy]\nto = "clippy-preview"\n`;
}

/** Files of a dist server by path: a channel with its sha256, and its archives in the folder of a date. */
export function distFiles(
  channel: string,
  date: string,
  manifest: string,
  components: readonly Component[],
): Record<string, Buffer> {
  const sum = createHash('sha256').update(manifest).digest('hex');
  const file = `channel-rust-${channel}.toml`;
  const published = { [file]: manifest, [`${file}.sha256`]: `${sum}  ${file}\n` };
  return Object.fromEntries([
    ...['', `${date}/`].flatMap((folder) =>
      Object.entries(published).map(
        ([path, text]) => [`/dist/${folder}${path}`, Buffer.from(text)] as const,
      ),
    ),
    ...components.map(({ name, archive }) => [`/dist/${date}/${name}.tar.gz`, archive] as const),
  ]);
}

/** A server that speaks what rustup speaks. */
export function distServer(files: Readonly<Record<string, Buffer>>): Promise<FileServer> {
  return fileServer(files);
}
