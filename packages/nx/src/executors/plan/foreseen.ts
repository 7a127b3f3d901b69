import { isStatixError, type Finding } from '@statix/contract';
import { hiddenSources, rustVersions } from '@statix/advice';
import { pathClosure, readRepository, repositoryFiles } from '@statix/cargo';
import { hiddenInputs, workspaceFiles, type BuildPlan } from '@statix/cargo-musl';
import { readKnownImage } from '../../image/known-image.js';

/**
 * What files tell of the end of a planned build: sources that an ignore file hides from it, and a
 * `rust-version` above the rustc that the image's lock names. No engine is asked.
 *
 * @param definition the statix-image.json of the image, relative to the workspace root
 * @param channel of its image of another Rust than its own
 * @returns sentences for a person
 */
export async function foreseen(
  workspaceRoot: string,
  plan: BuildPlan,
  definition: string | undefined,
  channel: string | undefined,
): Promise<string[]> {
  const files = repositoryFiles(workspaceRoot);
  const manifests = await workspaceFiles(workspaceRoot, ['**/Cargo.toml']);
  const repository = readRepository(manifests, files);
  const closure = pathClosure(repository, plan.package);
  const notices = await hiddenInputs(workspaceRoot, plan);
  const told = (finding: Sentence): boolean =>
    notices.some((notice) =>
      finding.evidence.every(({ line, file }) => notice.includes(`line ${line} of ${file} `)),
    );
  const hidden = closure
    .flatMap((one) => hiddenSources({ files, package: one }))
    .filter((finding) => !told(finding));
  notices.push(...hidden.map(asSentence));
  if (definition === undefined) return notices;
  try {
    const { offer } = await readKnownImage(workspaceRoot, definition, undefined, channel);
    const rust = rustVersions({ repository, files, package: plan.package, offer });
    return [...notices, ...rust.map(asSentence)];
  } catch (error) {
    if (!isStatixError(error)) throw error;
    return [...notices, `What the image has is not known: ${error.what}`];
  }
}

type Sentence = Pick<Finding, 'what' | 'why' | 'evidence'>;

function asSentence({ what, why, evidence }: Sentence): string {
  const places = evidence.map(({ file, line, text }) => `${file ?? ''}:${line ?? ''}: ${text}`);
  return `${what} (${places.join(', ')}). ${why}`;
}
