import { chmodSync } from 'node:fs';
import { execaSync } from 'execa';
import { connectEngine } from '@statix/engine';
import type { BuildWorkspace } from './build-workspace.js';

/** In the repository; its name tells rustc that it is a clang. */
const PLACE = 'recording-clang';

/** A linker that leaves the record that the image's own leaves, and lld's map as well. */
const script = `#!/bin/sh
out= previous=
for argument; do
  if [ "$previous" = -o ]; then out=$argument; fi
  previous=$argument
done
exec /opt/statix/bin/x86_64-linux-musl-clang "$@" \\
  -Wl,--print-archive-stats="$out.statix-link" -Wl,--why-extract="$out.statix-why" -Wl,-Map="$out.map"
`;

/** Options of a build that is linked with it. */
export const recorded = {
  rustflags: [`-Clinker=/workspace/${PLACE}`],
  extraInputs: [PLACE],
};

export function writeRecordingClang(workspace: BuildWorkspace): void {
  workspace.write({ [PLACE]: script });
  chmodSync(`${workspace.root}/${PLACE}`, 0o755);
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
