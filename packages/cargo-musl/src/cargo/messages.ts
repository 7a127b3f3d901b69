import { z } from 'zod';

const artifactSchema = z.object({
  reason: z.literal('compiler-artifact'),
  target: z.object({ name: z.string(), kind: z.array(z.string()) }),
  executable: z.string().nullable(),
});

/**
 * The binaries that cargo says it made, by name, from its `--message-format json` lines
 * (Cargo book, "External tools"). Lines of other kinds and lines that are not JSON are passed over:
 * a build script or proc macro may print to the same stream.
 *
 * @returns binary name → path inside the container
 */
export function readExecutables(lines: readonly string[]): Map<string, string> {
  const executables = new Map<string, string>();
  for (const line of lines) {
    if (!line.startsWith('{')) continue;
    const parsed = artifactSchema.safeParse(parseJson(line));
    if (!parsed.success || parsed.data.executable === null) continue;
    if (parsed.data.target.kind.includes('bin')) {
      executables.set(parsed.data.target.name, parsed.data.executable);
    }
  }
  return executables;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
