import { ZodType } from 'zod';

/**
 * TypeScript that says of a value whether a zod schema takes it in, and which keys a schema knows. Refuses
 * what it cannot say: a schema with code in it, such as `refine`.
 *
 * Schemas that a module exports give its functions their names, `targetSchema` that of `isTarget`; others
 * are called after the key that they stand at.
 *
 * @param wanted what to write: `{ schemas, schema, type }` is a guard, `{ schemas, keys }` lists of keys
 */
export function guardsOf(wanted) {
  const names = new Map();
  for (const { schemas } of wanted) {
    for (const [name, schema] of Object.entries(schemas)) {
      if (schema instanceof ZodType) names.set(schema, nameOf(name));
    }
  }
  const writer = guardWriter(names);
  const lists = wanted.flatMap(({ schemas, keys = [] }) =>
    keys.map((name) => {
      const list = Object.keys(schemas[name]._zod.def.shape);
      const variable = name.replace(/Schema$/, 'Keys');
      return `export const ${variable}: readonly string[] = ${JSON.stringify(list)};`;
    }),
  );
  const guards = wanted.flatMap(({ schemas, schema, type }) =>
    type === undefined
      ? []
      : `export function is${type}(value: unknown): value is ${type} {
          return ${writer.check(schemas[schema], 'value', { inlined: true })};
        }`,
  );
  return [...lists, ...guards, ...writer.functions()].join('\n\n');
}

/** What a check may call; written out where it is. */
const helpers = {
  Fields: 'type Fields = Readonly<Record<string, unknown>>;',
  isObject: `function isObject(value: unknown): value is Fields {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }`,
  isString: `function isString(value: unknown): boolean {
    return typeof value === 'string';
  }`,
  // A date of TOML is an object, and no record.
  isRecordOf: `function isRecordOf(value: unknown, isSound: (value: unknown, key: string) => boolean): value is Fields {
    if (!isObject(value) || value instanceof Date) return false;
    return Object.entries(value).every(([key, member]) => isSound(member, key));
  }`,
  isListOf: `function isListOf(value: unknown, isSound: (value: unknown) => boolean): boolean {
    return Array.isArray(value) && value.every(isSound);
  }`,
  hasOnly: `function hasOnly(value: Fields, keys: readonly string[]): boolean {
    return Object.keys(value).every((key) => keys.includes(key));
  }`,
};

/** @param names of the schemas that have one, without `is` */
function guardWriter(names) {
  const written = new Map();
  const used = new Set();

  /** An expression that is true for what the schema takes in. */
  function check(schema, value, { name = 'Value', inlined = false } = {}) {
    const { def } = schema._zod;
    if (!inlined && names.has(schema)) return named(schema, value, name);
    const writers = {
      string: () => [`typeof ${value} === 'string'`, ...ofString(def, value)].join(' && '),
      boolean: () => `typeof ${value} === 'boolean'`,
      literal: () => def.values.map((one) => `${value} === ${JSON.stringify(one)}`).join(' || '),
      unknown: () => 'true',
      optional: () => `${value} === undefined || ${check(def.innerType, value, { name })}`,
      nullable: () => `${value} === null || ${check(def.innerType, value, { name })}`,
      union: () => def.options.map((one) => `(${check(one, value, { name })})`).join(' || '),
      array: () => call('isListOf', value, predicate(def.element, 'item', { name })),
      record: () => ofRecord(def, value, name),
      object: () => (inlined ? ofObject(schema, value, name) : named(schema, value, name)),
    };
    const writer = writers[def.type];
    if (writer === undefined) throw new Error(`${name}: no guard can be written for ${def.type}`);
    if (def.type !== 'string' && (def.checks ?? []).length > 0) {
      throw new Error(`${name}: no guard can be written for a check in code`);
    }
    return writer();
  }

  function ofString({ checks = [] }, value) {
    return checks.map((one) => {
      const { check: kind, pattern, minimum } = one._zod.def;
      if (kind === 'string_format' && pattern instanceof RegExp) return `${pattern}.test(${value})`;
      if (kind === 'min_length') return `${value}.length >= ${minimum}`;
      throw new Error(`no guard can be written for the check ${kind} of a string`);
    });
  }

  function ofRecord({ keyType, valueType }, value, name) {
    const ofKey = ofString(keyType._zod.def, 'key');
    if (ofKey.length === 0) {
      return call('isRecordOf', value, predicate(valueType, 'member', { name }));
    }
    const ofMember = check(valueType, 'member', { name });
    return call('isRecordOf', value, `(member, key) => ${ofKey.join(' && ')} && (${ofMember})`);
  }

  /** A function of one value; that of another schema itself where it is no more. */
  function predicate(schema, parameter, options) {
    const test = check(schema, parameter, options);
    if (test === 'true') return '() => true';
    if (test === `typeof ${parameter} === 'string'`) {
      used.add('isString');
      return 'isString';
    }
    return /^(is\w+)\((\w+)\)$/.exec(test)?.[1] ?? `(${parameter}) => ${test}`;
  }

  function ofObject(schema, value, name) {
    const { shape, catchall } = schema._zod.def;
    const strict = catchall?._zod.def.type === 'never';
    const known = JSON.stringify(Object.keys(shape));
    const members = Object.entries(shape)
      .filter(([, member]) => innermost(member)._zod.def.type !== 'unknown')
      .map(([key, member]) => {
        const inner = names.get(innermost(member)) ?? capitalised(key);
        return `(${check(member, `${value}[${JSON.stringify(key)}]`, { name: inner })})`;
      });
    return [
      call('isObject', value),
      ...(strict ? [call('hasOnly', value, known)] : []),
      ...members,
    ].join(' && ');
  }

  /** A function of its own, written once for each schema. */
  function named(schema, value, suggested) {
    if (!written.has(schema)) {
      const name = freeName(names.get(schema) ?? suggested);
      written.set(schema, { name, text: '' });
      const body = check(schema, 'value', { name, inlined: true });
      const text = `function is${name}(value: unknown): boolean { return ${body}; }`;
      written.set(schema, { name, text });
      names.set(schema, name);
    }
    return `is${written.get(schema).name}(${value})`;
  }

  function freeName(name) {
    const taken = new Set([...written.values()].map((one) => one.name));
    for (let number = 1; ; number += 1) {
      const free = number === 1 ? name : `${name}${number}`;
      if (!taken.has(free)) return free;
    }
  }

  function call(helper, ...values) {
    used.add(helper);
    if (helper !== 'isListOf') used.add('Fields').add('isObject');
    return `${helper}(${values.join(', ')})`;
  }

  return {
    check,
    functions: () => [
      ...[...written.values()].map(({ text }) => text),
      ...Object.entries(helpers).flatMap(([name, text]) => (used.has(name) ? [text] : [])),
    ],
  };
}

function innermost(schema) {
  const { def } = schema._zod;
  return def.type === 'optional' ? innermost(def.innerType) : schema;
}

function nameOf(exported) {
  return capitalised(exported.replace(/Schema$/, ''));
}

function capitalised(name) {
  return name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, letter) => letter.toUpperCase());
}
