import type { Random } from './random.js';

/** What of JSON Schema our documents use. */
export interface DocumentSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly DocumentSchema[];
  readonly oneOf?: readonly DocumentSchema[];
  readonly allOf?: readonly DocumentSchema[];
  readonly properties?: Readonly<Record<string, DocumentSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | DocumentSchema;
  readonly propertyNames?: DocumentSchema;
  readonly items?: DocumentSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** Candidates for a pattern: the first that matches is taken. A pattern that none matches is told by an error. */
const TEXTS = [
  ...[
    'app',
    '1.2.3',
    'a'.repeat(64),
    `sha256:${'b'.repeat(64)}`,
    `registry.example/x@sha256:${'c'.repeat(64)}`,
  ],
  ...[
    'debian/pool/main/z/zlib_1.3.tar.xz',
    'abcd',
    'STATIX_CACHE',
    '2026-11-30',
    'https://example.org/a',
  ],
];

/** A document that a schema takes, of a shape that chance decides. */
export function makeDocument(schema: DocumentSchema, random: Random): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways !== undefined) return makeDocument(random.pick(ways), random);
  const type = typeof schema.type === 'object' ? random.pick(schema.type) : schema.type;
  switch (type) {
    case 'object':
      return makeObject(schema, random);
    case 'array': {
      const count = (schema.minItems ?? 0) + random.below(3);
      return Array.from({ length: count }, () => makeDocument(schema.items ?? {}, random));
    }
    case 'string':
      return makeText(schema, random);
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, (schema.exclusiveMinimum ?? 0) + 1) + random.below(1000);
    case 'boolean':
      return random.once(2);
    case 'null':
      return null;
    case undefined:
    default:
      throw new Error(`no document is known for ${JSON.stringify(schema)}`);
  }
}

function makeObject(schema: DocumentSchema, random: Random): unknown {
  const made: [string, unknown][] = [];
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const isLeftOut = schema.required?.includes(name) !== true && random.once(2);
    if (!isLeftOut) made.push([name, makeDocument(member, random)]);
  }
  const { additionalProperties: others, propertyNames } = schema;
  if (typeof others === 'object') {
    const name = makeText(propertyNames ?? {}, random);
    if (random.once(2)) made.push([name, makeDocument(others, random)]);
  }
  return Object.fromEntries(made);
}

function makeText({ pattern, format, allOf }: DocumentSchema, random: Random): string {
  if (format === 'date') return '2026-11-30';
  if (format === 'uri') return 'https://example.org/a';
  const patterns = [pattern, ...(allOf ?? []).map((each) => each.pattern)].flatMap((text) =>
    text === undefined ? [] : [new RegExp(text)],
  );
  if (patterns.length === 0) return random.pick(['', 'text', '/opt/x', 'a b', 'ü\u{1f600}']);
  const fitting = TEXTS.filter((text) => patterns.every((each) => each.test(text)));
  if (fitting.length === 0) throw new Error(`no text is known for ${patterns.join(', ')}`);
  return random.pick(fitting);
}
