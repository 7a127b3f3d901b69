import { neutraliseKeepingColour } from '@statix/contract';
import type { ContainerResult, ContainerSpec, Engine, StoppedContainer } from '@statix/engine';
import type { BuildLog } from '../output/build-log.js';
import { LineReader } from '../output/line-reader.js';

export interface CargoRun<T> {
  readonly result: ContainerResult;
  readonly value: T | undefined;
}

/**
 * Runs cargo in a container: its messages for people go to the terminal and the log as they come,
 * its standard output is given to `after`, by line.
 */
export async function runCargo<T>(
  engine: Engine,
  spec: ContainerSpec,
  hooks: {
    log: BuildLog;
    signal: AbortSignal;
    before: (container: StoppedContainer) => Promise<void>;
    after?: (
      container: StoppedContainer,
      result: ContainerResult,
      messages: readonly string[],
    ) => Promise<T>;
  },
): Promise<CargoRun<T>> {
  const messages: string[] = [];
  const standardOutput = new LineReader((line) => messages.push(line));
  const standardError = new LineReader((line) => {
    hooks.log.write(line);
    process.stdout.write(`${neutraliseKeepingColour(line)}\n`);
  });
  const { after } = hooks;
  const { result, value } = await engine.runContainer<T | undefined>(
    spec,
    {
      stdout: (chunk) => {
        standardOutput.push(chunk);
      },
      stderr: (chunk) => {
        standardError.push(chunk);
      },
      signal: hooks.signal,
    },
    {
      before: hooks.before,
      after: async (container, ended) => {
        standardOutput.end();
        standardError.end();
        return after?.(container, ended, messages);
      },
    },
  );
  return { result, value };
}
