/**
 * A Dockerfile for Buildah, which Podman builds with. Before 1.30 (Podman 4.5) it removes the folder that a tmpfs was
 * mounted on, also one that the image had before (containers/buildah#4739; seen with Podman 4.3), and what runs next
 * finds no /tmp. After each step that mounts a tmpfs another one makes such folders, as Debian has them. The steps of
 * a stage end in one layer, so that the image does not tell of it.
 */
export function restoreMountPoints(dockerfile: string): string {
  const lines: string[] = [];
  let instruction = '';
  for (const line of dockerfile.split('\n')) {
    lines.push(line);
    // Between the lines of an instruction these end nothing (Dockerfile reference, "Format").
    if (instruction !== '' && /^\s*(?:#|$)/.test(line)) continue;
    instruction += line;
    if (line.endsWith('\\')) continue;
    // The lines after a here-document are its content; a Buildah that knows these keeps the folders.
    const isRun = instruction.startsWith('RUN ') && !instruction.includes('<<');
    const folders = isRun ? tmpfsTargets(instruction) : [];
    if (folders.length > 0) lines.push(makeFolders(folders));
    instruction = '';
  }
  return lines.join('\n');
}

function tmpfsTargets(instruction: string): string[] {
  return [...instruction.matchAll(/--mount=type=tmpfs,target=([^\s,]+)/g)].flatMap(
    ([, target]) => target ?? [],
  );
}

function makeFolders(folders: readonly string[]): string {
  const modes = folders.map((folder) => `chmod ${folder === '/tmp' ? '1777' : '755'} ${folder}`);
  return `RUN mkdir -p ${folders.join(' ')} && ${modes.join(' && ')}`;
}
