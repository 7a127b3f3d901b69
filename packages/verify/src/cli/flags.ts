import * as z from 'zod';

/** A flag of the command line, made from an option of a schema. */
export interface Flag {
  /** Without its two dashes: `expect-stdout`. */
  readonly name: string;
  /** As the schema has it: `expectedStdout`. */
  readonly option: string;
  readonly form: 'switch' | 'text' | 'number' | 'list' | 'pairs' | 'json';
  /** For a person: `<number>`; empty for a switch. */
  readonly value: string;
  readonly description: string;
  readonly initial: unknown;
}

const propertySchema = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  items: z
    .looseObject({ type: z.string().optional(), enum: z.array(z.string()).optional() })
    .optional(),
  additionalProperties: z.looseObject({ type: z.string().optional() }).or(z.boolean()).optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
});
type Property = z.output<typeof propertySchema>;

const documentSchema = z.looseObject({ properties: z.record(z.string(), propertySchema) });

/**
 * The flags for the options of a schema, each once: `writablePaths` is `--writable-paths`. What one expects is said as
 * an order: `expectedStdout` is `--expect-stdout`. An option of a form that no flag has is given as JSON.
 */
export function flagsOf(schema: z.ZodObject): Flag[] {
  const { properties } = documentSchema.parse(
    z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
  );
  return Object.entries(properties).map(([option, property]) => {
    const form = formOf(property);
    return {
      ...{ name: flagNameOf(option), option, form, value: valueOf(form, property) },
      description: property.description ?? '',
      initial: property.default,
    };
  });
}

/** The name of an option's flag, without its two dashes. */
export function flagNameOf(option: string): string {
  return option
    .replace(/^expected(?=[A-Z])/, 'expect')
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function formOf({ type, items, additionalProperties }: Property): Flag['form'] {
  if (type === 'boolean') return 'switch';
  if (type === 'string') return 'text';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'array' && items?.type === 'string') return 'list';
  const isRecord = type === 'object' && typeof additionalProperties === 'object';
  return isRecord && additionalProperties.type === 'string' ? 'pairs' : 'json';
}

function valueOf(form: Flag['form'], property: Property): string {
  if (property.enum !== undefined) return `<${property.enum.join('|')}>`;
  return {
    ...{ switch: '', text: '<text>', number: '<number>' },
    ...{ list: '<text>', pairs: '<name>=<text>', json: '<json>' },
  }[form];
}
