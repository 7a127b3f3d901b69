import type { BuildEvent } from './build-image-request.js';
import type { BuildLog, BuildStatus, BuildVertex } from './build-status.js';
import { ENGINE_STAGE, parseBuildStep } from './build-step.js';
import { LineAssembler, StageTails } from './stage-log.js';

interface StageState {
  started: number | undefined;
  completed: number;
  allCached: boolean;
  done: boolean;
}

/** The step that failed a build. */
export interface FailedStep {
  readonly stage: string;
  /** `[openssl 3/4] RUN make` */
  readonly name: string;
  readonly error: string;
}

/** Follows the steps of a build, tells of it by stages, and remembers what failed. */
export class BuildProgress {
  private readonly stages = new Map<string, StageState>();
  private readonly vertexNames = new Map<string, string>();
  private readonly outputs = new Map<string, LineAssembler>();
  private readonly tails = new StageTails();
  private readonly failures = new Map<string, FailedStep>();

  constructor(private readonly onEvent: (event: BuildEvent) => void) {}

  accept({ vertexes, logs }: BuildStatus): void {
    for (const vertex of vertexes) this.acceptVertex(vertex);
    for (const log of logs) this.acceptLog(log);
  }

  /** A line of the engine's own. */
  note(line: string): void {
    this.addLine(ENGINE_STAGE, line);
  }

  /** After the last status: lines without an end, stages whose last step another stage shares. */
  finish({ successful }: { successful: boolean }): void {
    for (const output of this.outputs.values()) output.end();
    if (!successful) return;
    for (const [name, stage] of this.stages) this.endStage(name, stage);
  }

  /**
   * The step that made the build fail with `message`. When one fails, those beside it are cancelled
   * and reported with an error as well; the build's own error repeats that of the first.
   */
  failedStep(message: string): FailedStep | undefined {
    const failures = [...this.failures.values()];
    return failures.find(({ error }) => message.includes(error)) ?? failures[0];
  }

  /** The last lines that a stage wrote. */
  tail(stage: string): readonly string[] {
    return this.tails.of(stage);
  }

  private acceptVertex(vertex: BuildVertex): void {
    this.vertexNames.set(vertex.digest, vertex.name);
    const step = parseBuildStep(vertex.name);
    if (vertex.error !== '') {
      const { name, error } = vertex;
      this.failures.set(vertex.digest, { stage: step.stage, name, error });
    }
    if (!step.counts || vertex.started === undefined) return;

    const stage = this.stages.get(step.stage) ?? {
      started: undefined,
      completed: vertex.started,
      allCached: true,
      done: false,
    };
    this.stages.set(step.stage, stage);
    if (!vertex.cached) {
      stage.allCached = false;
      if (stage.started === undefined) {
        stage.started = vertex.started;
        this.onEvent({ kind: 'stage-started', stage: step.stage });
      }
    }
    if (vertex.completed === undefined) return;
    stage.completed = Math.max(stage.completed, vertex.completed);
    if (step.last && vertex.error === '') this.endStage(step.stage, stage);
  }

  private endStage(name: string, stage: StageState): void {
    if (stage.done) return;
    stage.done = true;
    if (stage.allCached) this.onEvent({ kind: 'stage-cached', stage: name });
    else {
      const seconds = stage.completed - (stage.started ?? stage.completed);
      this.onEvent({ kind: 'stage-done', stage: name, seconds });
    }
  }

  private acceptLog({ vertex, stream, content }: BuildLog): void {
    const key = `${vertex} ${stream}`;
    let output = this.outputs.get(key);
    if (output === undefined) {
      const { stage } = parseBuildStep(this.vertexNames.get(vertex) ?? '');
      output = new LineAssembler((line) => {
        this.addLine(stage, line);
      });
      this.outputs.set(key, output);
    }
    output.push(content);
  }

  private addLine(stage: string, line: string): void {
    this.tails.add(stage, line);
    this.onEvent({ kind: 'log', stage, line });
  }
}
