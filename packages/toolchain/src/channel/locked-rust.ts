import { readFile } from 'node:fs/promises';

/** Which Rust a lock has, as far as the file says it. */
export interface LockedRust {
  /** The channel that it was made for; undefined for the recipe's own compiler. */
  readonly channel: string | undefined;
  /** `1.96.0`, `1.97.0-nightly`; undefined where the lock has no such package. */
  readonly version: string | undefined;
  readonly provider: 'debian' | 'dist';
}

/**
 * Without the schema of locks, which takes longer to load than the graph may: what is not as it has to be
 * is told when the lock is used.
 *
 * @param compiler package of the recipe's own compiler
 */
export async function readLockedRust(path: string, compiler: string): Promise<LockedRust> {
  const lock = parse(await readFile(path, 'utf8').catch(() => ''));
  const toolchain = fieldsOf(lock['toolchain']);
  const channel = toolchain['channel'];
  if (typeof channel === 'string') {
    const { version, provider } = toolchain;
    return {
      channel,
      version: typeof version === 'string' ? version : undefined,
      provider: provider === 'dist' ? 'dist' : 'debian',
    };
  }
  const packages = Array.isArray(lock['packages']) ? lock['packages'].map(fieldsOf) : [];
  const version = packages.find(({ name }) => name === compiler)?.['version'];
  return {
    channel: undefined,
    // Debian Policy 5.6.12: epoch, upstream version, revision.
    version: /^(?:\d+:)?(\d+\.\d+\.\d+)/.exec(typeof version === 'string' ? version : '')?.[1],
    provider: 'debian',
  };
}

type Fields = Readonly<Record<string, unknown>>;

function parse(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
