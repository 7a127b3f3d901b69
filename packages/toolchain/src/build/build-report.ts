import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { neutralise } from '@statix/contract';
import type { BuildEvent } from '@statix/engine';

const TICK_MILLISECONDS = 1_000;

/**
 * Tells a person how a build of the image goes: a line for each stage that is done. The whole log
 * goes to a file. On a terminal, `progress` gets what is being built just now, to be overwritten.
 */
export class BuildReport {
  private readonly cached: string[] = [];
  /** When each stage that is being built began, in milliseconds. */
  private readonly running = new Map<string, number>();
  private readonly ticking: NodeJS.Timeout | undefined;
  private readonly log: WriteStream;
  /** Undefined as long as the log can be written: a full disk must not end the build. */
  private logError: Error | undefined;

  constructor(
    readonly logPath: string,
    private readonly report: (line: string) => void,
    private readonly progress?: (line: string | undefined) => void,
  ) {
    if (progress !== undefined) {
      this.ticking = setInterval(() => {
        this.showRunning();
      }, TICK_MILLISECONDS);
    }
    this.log = createWriteStream(logPath, { mode: 0o600 });
    this.log.on('error', (error) => {
      this.logError = error;
    });
  }

  readonly accept = (event: BuildEvent): void => {
    switch (event.kind) {
      case 'log':
        this.write(`${event.stage}: ${neutralise(event.line)}`);
        break;
      case 'stage-started':
        this.write(`${event.stage}: started`);
        this.running.set(event.stage, performance.now());
        this.showRunning();
        break;
      case 'stage-cached':
        this.cached.push(event.stage);
        this.write(`${event.stage}: cached`);
        break;
      case 'stage-done': {
        const line = `${event.stage}  ${formatSeconds(event.seconds ?? 0)}`;
        this.running.delete(event.stage);
        this.write(line);
        this.report(`  ${line}`);
        this.showRunning();
        break;
      }
    }
  };

  /** After a build that succeeded. */
  summarise(reference: string, seconds: number): void {
    if (this.cached.length > 0) this.report(`  from the cache: ${this.cached.join(', ')}`);
    this.report(`Built ${reference} in ${formatSeconds(seconds)}`);
    this.report(`  log: ${this.logPath}`);
  }

  async close(): Promise<void> {
    clearInterval(this.ticking);
    this.progress?.(undefined);
    this.log.end();
    try {
      await finished(this.log);
    } catch {
      this.report(`The log ${this.logPath} is not complete: ${this.logError?.message ?? ''}`);
    }
  }

  private showRunning(): void {
    const now = performance.now();
    const stages = [...this.running].map(
      ([stage, begun]) => `${stage} ${Math.round((now - begun) / 1000)} s`,
    );
    this.progress?.(stages.length === 0 ? undefined : `  building: ${stages.join(', ')}`);
  }

  private write(line: string): void {
    if (this.logError === undefined) this.log.write(`${line}\n`);
  }
}

/** `8.4 s`, `3 min 5 s` */
function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
