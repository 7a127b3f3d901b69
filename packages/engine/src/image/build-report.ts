import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { neutralise } from '@statix/contract';
import type { BuildEvent } from '../build/build-image-request.js';

/**
 * Tells a person how a build of the image goes: a line for each stage that is done. The whole log
 * goes to a file.
 */
export class BuildReport {
  private readonly cached: string[] = [];
  private readonly log: WriteStream;
  /** Undefined as long as the log can be written: a full disk must not end the build. */
  private logError: Error | undefined;

  constructor(
    readonly logPath: string,
    private readonly report: (line: string) => void,
  ) {
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
        break;
      case 'stage-cached':
        this.cached.push(event.stage);
        this.write(`${event.stage}: cached`);
        break;
      case 'stage-done': {
        const line = `${event.stage}  ${formatSeconds(event.seconds ?? 0)}`;
        this.write(line);
        this.report(`  ${line}`);
        break;
      }
    }
  };

  /** After a build that succeeded. */
  summarise(reference: string, seconds: number): void {
    if (this.cached.length > 0) this.report(`  from the cache: ${this.cached.join(', ')}`);
    this.report(`Built ${reference} in ${formatSeconds(seconds)}`);
  }

  async close(): Promise<void> {
    this.log.end();
    try {
      await finished(this.log);
    } catch {
      this.report(`The log ${this.logPath} is not complete: ${this.logError?.message ?? ''}`);
    }
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
