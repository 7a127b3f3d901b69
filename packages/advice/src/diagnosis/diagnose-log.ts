import type { Diagnosis } from '@statix/contract';
import { neutralise } from '@statix/contract/errors';
import { logLines, type LogLine } from './log-lines.js';
import { causesFirst } from './causes-first.js';
import type { Signature } from './signature.js';
import { allSignatures } from './signatures/all-signatures.js';
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
  for (const signature of allSignatures) {
    const line = lines.find(({ text }) => signature.patterns.some((pattern) => pattern.test(text)));
    if (line !== undefined) found.set(signature.id, describe(signature, line));
  }
  const undeclared = undeclaredFiles(log, lines, context);
  if (undeclared !== undefined) found.set(undeclared.id, undeclared);

  const kept = allSignatures.filter(
    (signature) => found.has(signature.id) && !signature.unless?.some((id) => found.has(id)),
  );
  const diagnoses = [
    ...kept.map(({ id }) => id),
    ...(undeclared === undefined ? [] : [undeclared.id]),
  ]
    .flatMap((id) => found.get(id) ?? [])
    .sort((left, right) => left.line.number - right.line.number);
  return causesFirst(diagnoses, allSignatures);
}

function describe(signature: Signature, line: LogLine): Diagnosis {
  return {
    id: signature.id,
    title: signature.title,
    why: signature.why,
    remedies: signature.remedies.map((remedy) =>
      typeof remedy === 'string' ? { text: remedy } : { ...remedy },
    ),
    line: { number: line.number, text: neutralise(line.text) },
    threads: [...signature.threads],
  };
}
