import { StatixError } from '@statix/contract';
import { parse as parseVersion } from 'semver';
import { parse as parseToml } from 'smol-toml';
import * as z from 'zod';
import {
  parseCargoRequirement,
  satisfies,
  type VersionInterval,
} from '../versions/cargo-requirement.js';
import { shortTitle, type ReadAdvisories } from './advisory.js';

const requirements = z.array(z.string()).max(1000).default([]);

/** As much of the front matter as decides; RustSec adds fields from time to time. */
const frontMatterSchema = z.object({
  advisory: z.object({
    id: z.string().regex(/^[A-Z]+-\d{4}-\d{4,6}$/),
    package: z.string(),
    date: z.iso.date(),
    collection: z.enum(['crates', 'rust']).default('crates'),
    aliases: z.array(z.string()).max(1000).default([]),
    informational: z.string().optional(),
    withdrawn: z.string().optional(),
  }),
  affected: z
    .object({ arch: z.array(z.string()).default([]), os: z.array(z.string()).default([]) })
    .default({ arch: [], os: [] }),
  versions: z.object({ patched: requirements, unaffected: requirements }),
});

const FENCE = '```';

/**
 * Reads an advisory of RustSec: TOML between fences, a title and a text (rustsec/advisory-db, README,
 * "Advisory Format"). One that was withdrawn, or is about another system than x86_64 Linux, says nothing.
 *
 * @param path names the file in errors; a version of the standard library is in the collection `rust`
 * @throws StatixError STATIX_ADVISORY_INVALID
 */
export function readRustSecAdvisory(text: string, path: string): ReadAdvisories {
  const { toml, body } = split(text, path);
  const found = frontMatterSchema.safeParse(tomlOf(toml, path));
  if (!found.success) {
    const [issue] = found.error.issues;
    throw invalid(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  const { advisory, affected, versions } = found.data;
  const good = [...versions.patched, ...versions.unaffected].map((one) => requirement(one, path));
  const elsewhere =
    (affected.os.length > 0 && !affected.os.includes('linux')) ||
    (affected.arch.length > 0 && !affected.arch.includes('x86_64'));
  if (advisory.withdrawn !== undefined || elsewhere) return { date: advisory.date, advisories: [] };
  return {
    date: advisory.date,
    advisories: [
      {
        id: advisory.id,
        aliases: advisory.aliases,
        database: 'rustsec',
        kind: advisory.informational === undefined ? 'vulnerability' : 'informational',
        date: advisory.date,
        title: shortTitle(/^#\s+(.+)$/m.exec(body)?.[1] ?? advisory.informational ?? ''),
        fixed: versions.patched,
        package: {
          ecosystem: advisory.collection === 'rust' ? 'rust' : 'crates.io',
          name: advisory.package,
        },
        affects(version) {
          const parsed = parseVersion(version);
          return parsed === null || !good.some((one) => satisfies(parsed, one));
        },
      },
    ],
  };
}

function split(text: string, path: string): { toml: string; body: string } {
  const lines = text.replaceAll('\r\n', '\n');
  const start = `${FENCE}toml\n`;
  const end = lines.indexOf(`\n${FENCE}`, start.length - 1);
  if (!lines.startsWith(start) || end < 0)
    throw invalid(path, 'it does not begin with TOML between fences');
  return { toml: lines.slice(start.length, end), body: lines.slice(end + FENCE.length + 1) };
}

function tomlOf(toml: string, path: string): unknown {
  try {
    return parseToml(toml);
  } catch (error) {
    throw invalid(
      path,
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    );
  }
}

function requirement(text: string, path: string): VersionInterval[] {
  const parsed = parseCargoRequirement(text);
  if (parsed === undefined) throw invalid(path, `'${text}' is no version requirement`);
  return parsed;
}

function invalid(path: string, why: string): StatixError {
  return new StatixError({
    code: 'STATIX_ADVISORY_INVALID',
    what: `${path} is no advisory of RustSec`,
    why: `${why}.`,
  });
}
