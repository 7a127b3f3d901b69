import { chmodSync } from 'node:fs';
import { execaSync } from 'execa';
import { connectEngine } from '@statix/engine';
import type { BuildWorkspace } from './build-workspace.js';

/** In the repository; its name tells rustc that it is a clang. */
const PLACE = 'recording-clang';
const SILENT_PLACE = 'silent-clang';

const findsOutput = `out= previous=
for argument; do
  if [ "$previous" = -o ]; then out=$argument; fi
  previous=$argument
done
`;

/** A linker that leaves no record, as one of an image that is not of our recipe. */
const silent = `#!/bin/sh
${findsOutput}/opt/statix/bin/x86_64-linux-musl-clang "$@" || exit
rm -f "$out".statix-*
`;

/** A linker that leaves the record that the image's own leaves, and lld's map as well. */
const script = `#!/bin/sh
${findsOutput}exec /opt/statix/bin/x86_64-linux-musl-clang "$@" \\
  -Wl,--print-archive-stats="$out.statix-link" -Wl,--why-extract="$out.statix-why" -Wl,-Map="$out.map"
`;

/** Options of a build that is linked with it. */
export const recorded = {
  rustflags: [`-Clinker=/workspace/${PLACE}`],
  extraInputs: [PLACE],
};

/** Options of a build that is linked without a record. */
export const unrecorded = {
  rustflags: [`-Clinker=/workspace/${SILENT_PLACE}`],
  extraInputs: [SILENT_PLACE],
};

/** Writes both linkers. */
export function writeRecordingClang(workspace: BuildWorkspace): void {
  workspace.write({ [PLACE]: script, [SILENT_PLACE]: silent });
  for (const place of [PLACE, SILENT_PLACE]) chmodSync(`${workspace.root}/${place}`, 0o755);
}

/** What a build of a project has left in its target folder: lld's map of a program, and its defined symbols. */
export async function leftByLinker(
  workspace: BuildWorkspace,
  project: string,
  program: string,
): Promise<{ map: string; symbols: ReadonlySet<string> }> {
  const engine = await connectEngine({});
  const volumes = await engine.listVolumes({ 'dev.statix.workspace': workspace.root });
  const [crateName, release] = [
    program.replaceAll('-', '_'),
    '/t/x86_64-unknown-linux-musl/release',
  ];
  const inVolume = (name: string, line: string) =>
    execaSync(
      'docker',
      [
        ...['run', '--rm', '--network', 'none', '--volume', `${name}:/t:ro`, '--entrypoint', 'sh'],
        ...[workspace.identity.reference, '-c', line],
      ],
      { reject: false },
    ).stdout;
  for (const { name } of volumes) {
    const map = inVolume(name, `cat ${release}/deps/${crateName}-*.map 2>/dev/null`);
    if (map === '') continue;
    const listed = inVolume(
      name,
      `llvm-nm --defined-only --format=just-symbols ${release}/${program}`,
    );
    return { map, symbols: new Set(listed.split('\n')) };
  }
  throw new Error(`${project} has left no map of ${program}`);
}
