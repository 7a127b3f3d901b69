/** Which stage of the Dockerfile a step of a build belongs to. */
export interface BuildStep {
  /** The name after `AS`; `stage-1` for the second stage if it has none. */
  readonly stage: string;
  /** It counts for the stage's start, time and end: what the engine does for itself does not. */
  readonly counts: boolean;
  /** The last of its stage. */
  readonly last: boolean;
}

/** What the engine does before and after the stages. */
export const ENGINE_STAGE = 'engine';

/**
 * Reads the name of a BuildKit vertex: `[openssl 3/4] RUN make`, `[linux/amd64 openssl 3/4] RUN make`
 * when platforms are mixed, `[2/3] RUN make` in a Dockerfile of one unnamed stage, `[internal] load
 * metadata`, `exporting to image`.
 *
 * A step that is the same in several stages is named after one of them: their common base image
 * (`FROM`) is, so that it counts for none.
 */
export function parseBuildStep(vertexName: string): BuildStep {
  const match =
    /^\[(?:\S+\/\S+ +)?(?:(?<stage>\S+) +)?(?<step>\d+)\/(?<steps>\d+)\] (?<instruction>\w+)/.exec(
      vertexName,
    );
  if (match?.groups === undefined) {
    return { stage: ENGINE_STAGE, counts: false, last: false };
  }
  const { stage = 'stage-0', step, steps, instruction } = match.groups;
  return { stage, counts: instruction !== 'FROM', last: step === steps };
}
