/** in-toto's ResourceDescriptor, as far as it is written: `uri`, `digest` or `content` has to be there. */
export interface ResourceDescriptor {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

/** A file by name and content. */
export interface Subject {
  readonly name: string;
  readonly sha256: string;
}

/** An in-toto Statement v1 (in-toto/attestation, spec/v1/statement.md). */
export interface Statement<Type extends string, Predicate> {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly {
    readonly name: string;
    readonly digest: { readonly sha256: string };
  }[];
  readonly predicateType: Type;
  readonly predicate: Predicate;
}

export function statement<Type extends string, Predicate>(
  subjects: readonly Subject[],
  predicateType: Type,
  predicate: Predicate,
): Statement<Type, Predicate> {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType,
    predicate,
  };
}

/** Seconds are enough, and both specifications show them so. */
export function timestamp(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
