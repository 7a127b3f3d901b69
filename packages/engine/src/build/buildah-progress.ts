import type { BuildEvent } from './build-image-request.js';
import type { FailedStep } from './build-progress.js';
import { ENGINE_STAGE } from './build-step.js';
import { LineAssembler, StageTails } from './stage-log.js';

/** `STEP 1/3: FROM x AS y`, with `[2/40] ` before it where there is more than one stage. */
const STEP = /^(?:\[(?<stage>\d+)\/\d+\] )?STEP (?<step>\d+)\/(?<steps>\d+): (?<instruction>.*)$/;
const STAGE_NAME = /^FROM\s+.*\sAS\s+(?<name>\S+)$/i;

interface Stage {
  readonly name: string;
  /** Of the time in which its steps ran; a stage may wait for another in between. */
  milliseconds: number;
  instruction: string;
  atLastStep: boolean;
}

/**
 * Follows a build of Buildah, Podman's builder, by what it prints: one step at a time, the output of a step after the
 * line that names it. A stage may begin, and go on when another one that it needs is there (seen with Podman 5). What
 * a step prints can look like such a line: all of this is for people to read, and nothing is decided by it.
 */
export class BuildahProgress {
  private readonly stages = new Map<string, Stage>();
  private readonly tails = new StageTails();
  private readonly output: LineAssembler;
  private running: Stage | undefined;
  private since = 0;

  /** @param now milliseconds of a clock that does not jump */
  constructor(
    private readonly onEvent: (event: BuildEvent) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.output = new LineAssembler((line) => {
      this.acceptLine(line);
    });
  }

  /** A piece of what it prints. */
  accept(text: string): void {
    this.output.push(Buffer.from(text));
  }

  /** A line of the engine's own. */
  note(line: string): void {
    this.addLine(ENGINE_STAGE, line);
  }

  finish({ successful }: { successful: boolean }): void {
    this.output.end();
    if (successful) this.leaveStage();
  }

  /** The step that was under way when the build ended with `message`. */
  failedStep(message: string): FailedStep | undefined {
    if (this.running === undefined) return undefined;
    const { name: stage, instruction } = this.running;
    return { stage, name: `[${stage}] ${instruction}`, error: message };
  }

  /** The last lines that a stage wrote. */
  tail(stage: string): readonly string[] {
    return this.tails.of(stage);
  }

  private acceptLine(line: string): void {
    const found = STEP.exec(line)?.groups;
    if (found !== undefined) {
      const { stage = '1', step, steps, instruction = '' } = found;
      const running = this.enterStage(stage, instruction);
      running.instruction = instruction;
      running.atLastStep = step === steps;
    }
    this.addLine(this.running?.name ?? ENGINE_STAGE, line);
  }

  private enterStage(number: string, instruction: string): Stage {
    const known = this.stages.get(number);
    if (known !== undefined && known === this.running) return known;
    this.leaveStage();
    const entered = known ?? this.beginStage(number, instruction);
    this.running = entered;
    this.since = this.now();
    return entered;
  }

  private beginStage(number: string, instruction: string): Stage {
    const name = STAGE_NAME.exec(instruction)?.groups?.['name'] ?? `stage-${Number(number) - 1}`;
    const stage = { name, milliseconds: 0, instruction, atLastStep: false };
    this.stages.set(number, stage);
    this.onEvent({ kind: 'stage-started', stage: name });
    return stage;
  }

  private leaveStage(): void {
    const left = this.running;
    if (left === undefined) return;
    this.running = undefined;
    left.milliseconds += this.now() - this.since;
    if (!left.atLastStep) return;
    this.onEvent({ kind: 'stage-done', stage: left.name, seconds: left.milliseconds / 1000 });
  }

  private addLine(stage: string, line: string): void {
    this.tails.add(stage, line);
    this.onEvent({ kind: 'log', stage, line });
  }
}
