import type { Diagnosis } from '@statix/contract';
import { neutralise } from '@statix/contract/errors';
import { compatibleRequirement, keepVersions } from '../native-crates/keep-versions.js';
import { logLines, type LogLine } from './log-lines.js';
import { causesFirst } from './causes-first.js';
import type { LockedCrate, Signature, Situation } from './signature.js';
import { allSignatures } from './signatures/all-signatures.js';
import { missingModule } from './missing-module.js';
import { undeclaredFiles, type DiagnosisContext } from './undeclared-file.js';

/**
 * Explains a failed build: which known causes its log shows, what each means in plain words, and
 * what to do about it in the Statix image.
 *
 * The log is data. Its lines are matched one by one with patterns of bounded cost, and what is quoted
 * of it is neutralised.
 *
 * @param log output of cargo, rustc, linkers and build scripts, colours and all
 * @returns at most one diagnosis per cause, in the order of the log, a cause before what follows from it
 */
export function diagnoseLog(log: string, context: DiagnosisContext = {}): Diagnosis[] {
  const lines = logLines(log);
  const found = new Map<string, Diagnosis>();
  const { image, locked, manifest, environment, repositoryFiles: exists, inputs = [] } = context;
  const situation = {
    ...{ image, versionOf: versionsIn(log, locked), locked, manifest, environment, exists },
    isInput: (path: string) =>
      inputs.some((input) => input === path || input.startsWith(`${path}/`)),
  };
  for (const signature of allSignatures) {
    const line = lines.find(({ text }) => signature.patterns.some((pattern) => pattern.test(text)));
    if (line !== undefined)
      found.set(signature.id, describe(signature, line, { ...situation, line: line.text }));
  }
  const unseen = [missingModule(log, lines, context), undeclaredFiles(log, lines, context)].filter(
    (diagnosis) => diagnosis !== undefined,
  );

  const kept = allSignatures.filter(
    (signature) => found.has(signature.id) && !signature.unless?.some((id) => found.has(id)),
  );
  const diagnoses = [...kept.flatMap(({ id }) => found.get(id) ?? []), ...unseen].sort(
    (left, right) => left.line.number - right.line.number,
  );
  return causesFirst(diagnoses, allSignatures);
}

function describe(signature: Signature, line: LogLine, situation: Situation): Diagnosis {
  const { id, title, why, remedies, threads } = signature;
  return {
    id,
    title,
    why: typeof why === 'string' ? why : why(situation),
    remedies: remedies.flatMap((words) => {
      const remedy = typeof words === 'function' ? words(situation) : words;
      if (remedy === undefined) return [];
      if (typeof remedy === 'string') return [{ text: remedy }];
      const { text, snippet } = remedy;
      return [
        snippet === undefined
          ? { text }
          : { text, snippet: keepVersions(snippet, situation.versionOf) },
      ];
    }),
    line: { number: line.number, text: neutralise(line.text) },
    threads: [...threads],
  };
}

/** The requirement that the version of a crate meets which the log or the lock names: `0.37` of `rdkafka v0.37.0`. */
function versionsIn(
  log: string,
  locked: readonly LockedCrate[] = [],
): (crate: string) => string | undefined {
  const versions = new Map(locked.map(({ name, version }) => [name, version]));
  for (const [, name = '', version = ''] of log.matchAll(
    /\b([\w-]{1,64}) v(\d{1,6}\.\d{1,6}\.\d{1,6})/g,
  ))
    versions.set(name, version);
  return (crate) => {
    const version = versions.get(crate);
    return version === undefined ? undefined : compatibleRequirement(version);
  };
}
