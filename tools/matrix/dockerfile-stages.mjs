// A Dockerfile as stages of instructions, and which of them make the last one.

/**
 * @typedef {{ name: string, from: string, instructions: string[] }} Stage
 *   instructions in one line each, without comments
 */

/**
 * Of the form that the recipe's Dockerfile has: no heredocs, comments in lines of their own.
 *
 * @param {string} text
 * @returns {{ head: string[], stages: Stage[] }} head: what stands before the first stage
 */
export function readStages(text) {
  const head = [];
  /** @type {Stage[]} */
  const stages = [];
  for (const instruction of instructionsOf(text)) {
    const begins = /^FROM (?<from>\S+) AS (?<name>\S+)$/.exec(instruction);
    if (begins?.groups) {
      stages.push({ name: begins.groups.name, from: begins.groups.from, instructions: [] });
    } else if (instruction.startsWith('FROM ')) {
      throw new Error(`A stage of the Dockerfile has no name: ${instruction}`);
    } else {
      (stages.at(-1)?.instructions ?? head).push(instruction);
    }
  }
  return { head, stages };
}

/** @param {string} text */
function instructionsOf(text) {
  const instructions = [];
  let open = '';
  for (const line of text.split('\n')) {
    if (/^\s*#/.test(line) || line.trim() === '') continue;
    const continued = line.endsWith('\\');
    open += `${open === '' ? '' : ' '}${(continued ? line.slice(0, -1) : line).trim()}`;
    if (continued) continue;
    instructions.push(open);
    open = '';
  }
  if (open !== '') throw new Error(`The Dockerfile ends within an instruction: ${open}`);
  return instructions;
}

/**
 * The last stage and all that it is made of. What `leaves` names is left out where its result is copied,
 * and nowhere else: a stage that is built on it, or mounts it, has it.
 *
 * @param {readonly Stage[]} stages
 * @param {(stage: string) => boolean} leaves
 * @returns {Stage[]} those that count, with the instructions that count
 */
export function countedStages(stages, leaves) {
  /** @type {Map<string, Stage>} */
  const counted = new Map();
  const visit = (name) => {
    const stage = stages.find((found) => found.name === name);
    // Another image, such as ${BASE}.
    if (stage === undefined || counted.has(name)) return;
    const instructions = stage.instructions.filter((instruction) => {
      const copied = /^COPY --from=(\S+) /.exec(instruction)?.[1];
      return copied === undefined || !leaves(copied);
    });
    counted.set(name, { ...stage, instructions });
    for (const used of [stage.from, ...instructions.flatMap(stagesIn)]) visit(used);
  };
  const last = stages.at(-1);
  if (last) visit(last.name);
  return [...counted.values()];
}

/** @param {string} instruction */
const stagesIn = (instruction) =>
  [...instruction.matchAll(/(?:--from=|[,=]from=)([^\s,]+)/g)].map(([, stage]) => stage);

/**
 * What an instruction reads: of the recipe's files (a folder: all in it), and of the pieces that the stage
 * `lock` cuts the lock into.
 *
 * @param {string} instruction
 * @returns {{ files: string[], pieces: string[] }}
 */
export function readsOf(instruction) {
  const files = [];
  const pieces = [];
  const copy = /^COPY (?<from>--from=\S+ )?(?<paths>.+)$/.exec(instruction)?.groups;
  if (copy) {
    const paths = copy.paths.split(/\s+/).slice(0, -1);
    if (copy.from === undefined) files.push(...paths);
    else if (copy.from === '--from=lock ') pieces.push(...paths);
  }
  for (const [, options] of instruction.matchAll(/--mount=(type=bind\S*)/g)) {
    const option = (name) => new RegExp(`(?:^|,)${name}=([^,]+)`).exec(options)?.[1];
    const source = option('source');
    if (source === undefined) continue;
    const from = option('from');
    if (from === undefined) files.push(source);
    else if (from === 'lock') pieces.push(source);
  }
  return { files, pieces: pieces.map((piece) => piece.replace(/^\/lock\//, '')) };
}
