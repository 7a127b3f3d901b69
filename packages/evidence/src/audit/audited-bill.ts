import { parseDocument } from '@statix/contract';
import * as z from 'zod';
import type { Ecosystem } from './advisory.js';

const componentSchema = z.object({
  name: z.string(),
  version: z.string().optional(),
  purl: z.string().optional(),
  pedigree: z
    .object({
      ancestors: z
        .array(
          z.object({
            name: z.string(),
            version: z.string().optional(),
            purl: z.string().optional(),
          }),
        )
        .default([]),
    })
    .optional(),
});

/** As much of a CycloneDX document as an audit reads: from anywhere, so anything else may be in it. */
const billSchema = z.object({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.object({
    component: z.object({
      name: z.string(),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })).default([]),
    }),
  }),
  components: z.array(componentSchema).max(100_000).default([]),
});

export interface AuditedPackage {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  readonly version: string;
}

export interface AuditedBill {
  readonly program: { readonly name: string; readonly sha256: string | undefined };
  readonly packages: readonly AuditedPackage[];
  /** What no database can be asked about. */
  readonly unknown: readonly {
    readonly name: string;
    readonly version: string | null;
    readonly why: string;
  }[];
}

/**
 * Which packages a bill of materials names, by the ecosystems that advisories are written for.
 *
 * @throws StatixError STATIX_DOCUMENT_INVALID
 */
export function readAuditedBill(text: string, path: string): AuditedBill {
  const { metadata, components } = parseDocument(text, path, billSchema);
  const packages = new Map<string, AuditedPackage>();
  const unknown: AuditedBill['unknown'][number][] = [];
  for (const { name, version = null, purl, pedigree } of components) {
    const found = [purl, ...(pedigree?.ancestors ?? []).map((ancestor) => ancestor.purl)].flatMap(
      (one) => (one === undefined ? [] : packageOf(one)),
    );
    for (const one of [...found, ...ofStandardLibrary(name, version, purl)])
      packages.set(`${one.ecosystem} ${one.name} ${one.version}`, one);
    // A library that a crate has compiled along has no advisories of its own; the crate has.
    const own = purl === undefined ? [] : packageOf(purl);
    if (own.length === 0) unknown.push({ name, version, why: whyUnknown(purl, found.length > 0) });
  }
  const { component } = metadata;
  return {
    program: {
      name: component.name,
      sha256: component.hashes.find(({ alg }) => alg === 'SHA-256')?.content,
    },
    packages: [...packages.values()],
    unknown,
  };
}

/**
 * The standard library and the crates inside it, as RustSec knows them. Where Debian compiled it, its
 * package URL is that of Debian's source package, for which Debian has advisories of its own.
 */
function ofStandardLibrary(
  name: string,
  version: string | null,
  purl: string | undefined,
): AuditedPackage[] {
  const isDebians = purl?.startsWith('pkg:deb/debian/rustc') ?? false;
  if (version === null || !(isDebians || purl?.startsWith('pkg:generic/rust-std') === true))
    return [];
  if (name === 'rust-std') return [{ ecosystem: 'rust', name: 'std', version }];
  const [, crate] = /^rust-std\/([\w-]+)$/.exec(name) ?? [];
  return crate === undefined ? [] : [{ ecosystem: 'crates.io', name: crate, version }];
}

function whyUnknown(purl: string | undefined, carried: boolean): string {
  if (purl === undefined) return 'of the repository';
  if (purl.startsWith('pkg:cargo/')) return 'not from crates.io';
  return carried
    ? 'asked for by the crate that carries it alone'
    : 'of no ecosystem with advisories';
}

/** ECMA-427; of the qualifiers those count that say that it is from elsewhere. */
const PURL =
  /^pkg:([a-z]{1,20})\/(?:([^@?#]{1,200})\/)?([^@/?#]{1,200})@([^?#]{1,200})(?:\?([^#]{0,2000}))?$/;

function packageOf(purl: string): AuditedPackage[] {
  const [, type, namespace, name, version, query = ''] = PURL.exec(purl) ?? [];
  if (name === undefined || version === undefined) return [];
  const [plainName, plainVersion] = [decoded(name), decoded(version)];
  if (plainName === undefined || plainVersion === undefined) return [];
  const named = { name: plainName, version: plainVersion };
  if (
    type === 'cargo' &&
    namespace === undefined &&
    !/(^|&)(vcs_url|repository_url)=/.test(query)
  ) {
    return [{ ecosystem: 'crates.io', ...named }];
  }
  if (type === 'deb' && namespace === 'debian') return [{ ecosystem: 'Debian', ...named }];
  // RustSec calls the standard library `std`.
  if (type === 'generic' && plainName === 'rust-std') {
    return [{ ecosystem: 'rust', name: 'std', version: plainVersion }];
  }
  return [];
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
