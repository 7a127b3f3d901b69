import type { Diagnosis } from '@statix/contract';
import type { Signature } from './signature.js';

/**
 * Moves each diagnosis before the ones that are known to follow from it; the order stays otherwise.
 *
 * @param diagnoses at most one of each id
 */
export function causesFirst(
  diagnoses: readonly Diagnosis[],
  signatures: readonly Pick<Signature, 'id' | 'leadsTo'>[],
): Diagnosis[] {
  const ordered: Diagnosis[] = [];
  const place = (diagnosis: Diagnosis, above: readonly string[]): void => {
    if (ordered.includes(diagnosis) || above.includes(diagnosis.id)) return;
    const causes = signatures
      .filter((signature) => signature.leadsTo?.includes(diagnosis.id))
      .map(({ id }) => id);
    for (const cause of diagnoses.filter(({ id }) => causes.includes(id)))
      place(cause, [...above, diagnosis.id]);
    ordered.push(diagnosis);
  };
  for (const diagnosis of diagnoses) place(diagnosis, []);
  return ordered;
}
