import * as z from 'zod';
import type { Grant } from './plan-credentials.js';
import type { OwnProgram, Told } from './own-program.js';
import type { Provider } from './machine-registries.js';

/** A token, or what to tell about the registry that has none. */
export type Answer = { readonly token: string } | { readonly none: string | undefined };

export type RunOwnProgram = (program: OwnProgram) => Promise<Told>;

/** Cargo's credential-provider protocol, version 1: one line of JSON each way after a greeting. */
const answerSchema = z.union([
  z.object({ Ok: z.object({ kind: z.literal('get'), token: z.string().min(1) }) }),
  z.object({ Err: z.object({ kind: z.string() }) }),
]);

/**
 * Asks the machine's credential providers of a registry one after the other, as Cargo does: the next one
 * only if one has nothing for this address. Cargo reference, "Credential Provider Protocol".
 *
 * @throws what `run` throws
 */
export async function askProviders(
  { registry, index }: Grant,
  run: RunOwnProgram,
): Promise<Answer> {
  for (const provider of registry.providers) {
    const answer = await ask(provider, { name: registry.name, index, token: registry.token }, run);
    if ('token' in answer || answer.none !== undefined) return answer;
  }
  return { none: undefined };
}

async function ask(
  [name, ...args]: Provider,
  registry: { name: string; index: string; token: string | undefined },
  run: RunOwnProgram,
): Promise<Answer> {
  if (name === 'cargo:token')
    return registry.token === undefined ? { none: undefined } : { token: registry.token };
  if (name === 'cargo:token-from-stdout') return askForOneLine(args, registry, run);
  if (name.startsWith('cargo:'))
    return { none: `its credential provider is ${name}, which only Cargo itself can ask` };
  return askByProtocol(name, args, registry, run);
}

async function askForOneLine(
  [program, ...args]: readonly string[],
  { name, index }: { name: string; index: string },
  run: RunOwnProgram,
): Promise<Answer> {
  if (program === undefined) return { none: 'cargo:token-from-stdout names no program' };
  const told = await run({
    argv: [program, ...args.map((arg) => arg.replaceAll('{index_url}', index))],
    environment: { CARGO_REGISTRY_INDEX_URL: index, CARGO_REGISTRY_NAME_OPT: name },
  });
  if ('failed' in told) return { none: told.failed };
  const token = told.text.replace(/\r?\n$/, '');
  if (token === '' || token.includes('\n'))
    return { none: `${program} printed no token on one line` };
  return { token };
}

async function askByProtocol(
  program: string,
  args: readonly string[],
  { name, index }: { name: string; index: string },
  run: RunOwnProgram,
): Promise<Answer> {
  const request = {
    v: 1,
    registry: { 'index-url': index, name },
    kind: 'get',
    operation: 'read',
    ...(args.length === 0 ? {} : { args }),
  };
  const told = await run({
    argv: [program, '--cargo-plugin'],
    input: `${JSON.stringify(request)}\n`,
  });
  if ('failed' in told) return { none: told.failed };
  const answer = answerSchema.safeParse(parseLine(told.text.split('\n')[1] ?? ''));
  if (!answer.success) return { none: `${program} does not speak Cargo’s credential protocol` };
  if ('Ok' in answer.data) return { token: answer.data.Ok.token };
  const { kind } = answer.data.Err;
  return kind === 'not-found' || kind === 'url-not-supported'
    ? { none: undefined }
    : { none: `${program} has failed` };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
