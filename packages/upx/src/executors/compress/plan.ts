import type { CompressOptions } from './schema.js';

/** What will be read, written and asked of UPX. */
export interface CompressPlan {
  readonly options: CompressOptions;
  /** Folders relative to the workspace root. */
  readonly binaries: string;
  readonly reports: string;
  readonly outputPath: string;
  /** Arguments of UPX before the file names. */
  readonly upxArguments: readonly string[];
}

export interface RunExpectation {
  readonly arguments: string[];
  readonly environment: Record<string, string>;
  readonly exitCode: number | undefined;
  readonly stdout: string | undefined;
  readonly timeoutSeconds: number;
}

export function planCompress(options: CompressOptions, projectName: string): CompressPlan {
  const place = `${projectName}/${options.triple}/${options.profile}`;
  return {
    options,
    binaries: options.binaries ?? `dist/static/${place}`,
    reports: options.reports ?? `dist/verify/${place}`,
    outputPath: options.outputPath ?? `dist/upx/${place}`,
    upxArguments: [
      options.level === 'best' ? '--best' : `-${options.level}`,
      ...(options.lzma ? ['--lzma'] : []),
      '--no-progress',
      '--quiet',
    ],
  };
}

/** How one binary is run after packing: its own settings, else those of all. */
export function expectationFor(options: CompressOptions, binary: string): RunExpectation {
  const own = options.perBinary[binary];
  return {
    arguments: own?.args ?? options.args,
    environment: own?.environment ?? options.environment,
    exitCode: own?.expectedExitCode ?? options.expectedExitCode,
    stdout: own?.expectedStdout ?? options.expectedStdout,
    timeoutSeconds: own?.timeoutSeconds ?? options.timeoutSeconds,
  };
}
