import type { AST } from 'toml-eslint-parser';
import {
  apply,
  entriesOf,
  insertLine,
  lineEnd,
  parseSyntax,
  same,
  tableAt,
  writtenPrefix,
  type Span,
} from './toml-syntax.js';

/** What to change of one dependency's features. */
export interface FeatureEdit {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/**
 * Changes the features of a dependency and nothing else: comments, order, quotes and line ends stay
 * as they are. All forms in which Cargo takes a dependency are known: a version, an inline table,
 * dotted keys, a table of its own.
 *
 * @param key where the dependency is: `['dependencies', 'rdkafka']`
 * @returns undefined when the text does not have it, or has its features in a form that is no list
 */
export function editFeatures(
  text: string,
  key: readonly string[],
  edit: FeatureEdit,
): string | undefined {
  const top = parseSyntax(text);
  const entries = entriesOf(top);
  const list = entries.find(({ path }) => same(path, [...key, 'features']));
  if (list !== undefined) {
    if (list.node.value.type !== 'TOMLArray') return undefined;
    return apply(text, arraySpans(text, list.node.value, edit));
  }
  if (edit.add.length === 0) return text;
  const features = `features = ${quoted(edit.add)}`;
  const own = entries.find(({ path }) => same(path, key))?.node.value;
  if (own !== undefined) {
    const [start, end] = own.range;
    if (own.type === 'TOMLValue') {
      const version = text.slice(start, end);
      return apply(text, [{ start, end, text: `{ version = ${version}, ${features} }` }]);
    }
    if (own.type !== 'TOMLInlineTable') return undefined;
    const last = own.body.at(-1)?.range[1];
    const at = last ?? start + 1;
    return apply(text, [
      { start: at, end: at, text: last === undefined ? ` ${features} ` : `, ${features}` },
    ]);
  }
  const beside = entries.findLast(
    ({ path }) => path.length === key.length + 1 && same(path.slice(0, -1), key),
  );
  const table = tableAt(top, key);
  if (beside === undefined && table === undefined) return undefined;
  const at = beside?.node.range[1] ?? table?.key.range[1] ?? 0;
  const prefix = beside === undefined ? '' : writtenPrefix(text, beside.node);
  return insertLine(text, at, `${prefix}${features}`);
}

/**
 * Adds a dependency at the end of a table, `[dependencies]` for instance, which is made at the end of
 * the text if it is not there.
 *
 * @param lines as they are to stand there
 */
export function addDependencies(text: string, table: string, lines: readonly string[]): string {
  const top = parseSyntax(text);
  const found = tableAt(top, [table]);
  const newline = lineEnd(text);
  if (found === undefined) {
    const before = text === '' || text.endsWith('\n') ? text : `${text}${newline}`;
    return `${before}${newline}[${table}]${newline}${lines.join(newline)}${newline}`;
  }
  const at = found.body.at(-1)?.range[1] ?? text.indexOf(']', found.key.range[1] - 1) + 1;
  return insertLine(text, at, lines.join(newline));
}

function arraySpans(text: string, array: AST.TOMLArray, { add, remove }: FeatureEdit): Span[] {
  const valueOf = (node: AST.TOMLContentNode): string | undefined =>
    node.type === 'TOMLValue' && node.kind === 'string' ? node.value : undefined;
  const present = array.elements.map(valueOf);
  const spans: Span[] = [];
  array.elements.forEach((element, index) => {
    if (!remove.includes(present[index] ?? '')) return;
    const next = array.elements[index + 1];
    const previous = array.elements[index - 1];
    if (next !== undefined) {
      spans.push({ start: element.range[0], end: next.range[0], text: '' });
      return;
    }
    // The last one: with the comma before it, unless that went with its own.
    const kept = previous !== undefined && !remove.includes(present[index - 1] ?? '');
    spans.push({
      start: kept ? previous.range[1] : element.range[0],
      end: element.range[1],
      text: '',
    });
  });
  const missing = add.filter((feature) => !present.includes(feature));
  if (missing.length === 0) return spans;
  const last = array.elements.findLast((_, index) => !remove.includes(present[index] ?? ''));
  const added = missing.map((feature) => JSON.stringify(feature));
  if (last === undefined) {
    const [start, end] = array.range;
    return [{ start, end, text: `[${added.join(', ')}]` }];
  }
  const [, at] = last.range;
  const before = text.slice(text.lastIndexOf('\n', last.range[0]) + 1, last.range[0]);
  const ownLine = /^\s*$/.test(before) && array.loc.start.line !== array.loc.end.line;
  const separator = ownLine ? `,${lineEnd(text)}${before}` : ', ';
  spans.push({ start: at, end: at, text: added.map((feature) => separator + feature).join('') });
  return spans;
}

function quoted(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
}
