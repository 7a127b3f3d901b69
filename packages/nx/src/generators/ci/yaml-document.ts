import { Document, isCollection, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from 'yaml';
import { isRecord } from '../../json-value.js';

/** A value of a pipeline with lines of comment for its readers. */
class Commented {
  constructor(
    readonly lines: readonly string[],
    readonly value: unknown,
    readonly where: 'before' | 'after',
  ) {}
}

/** Comment above an item of a list, or above a key. */
export function commented(lines: readonly string[], value: unknown): unknown {
  return new Commented(lines, value, 'before');
}

/** Comment below the last item of a list or the last key of a map. */
export function endingWith(lines: readonly string[], value: unknown): unknown {
  return new Commented(lines, value, 'after');
}

interface YamlOptions {
  /** Lines of comment at the top. */
  readonly header: readonly string[];
  /** Of which maps an empty line precedes every key, besides the outermost. */
  readonly spaced: readonly string[];
}

/**
 * A pipeline as YAML. Keys with an undefined value are left out; null is written as nothing, as in
 * `pull_request:`. Quoted is what any version of YAML could take for another type.
 */
export function yamlText(value: Record<string, unknown>, options: YamlOptions): string {
  const document = new Document();
  document.commentBefore = comment(options.header);
  document.contents = mapOf(value, true, options.spaced);
  return document.toString({
    lineWidth: 0,
    nullStr: '',
    singleQuote: true,
    blockQuote: 'literal',
    flowCollectionPadding: false,
  });
}

function nodeOf(value: unknown, isSpaced: boolean, spaced: readonly string[]): Node {
  if (value instanceof Commented) {
    const node = nodeOf(value.value, isSpaced, spaced);
    if (value.where === 'before') node.commentBefore = comment(value.lines);
    else node.comment = comment(value.lines);
    return node;
  }
  if (Array.isArray(value)) {
    const list = new YAMLSeq<Node>();
    for (const item of value) if (item !== undefined) list.items.push(nodeOf(item, false, []));
    list.flow = list.items.every((item) => item instanceof Scalar && isWord(item.value));
    return list;
  }
  if (isRecord(value)) return mapOf(value, isSpaced, spaced);
  return new Scalar(value);
}

function mapOf(
  value: Record<string, unknown>,
  isSpaced: boolean,
  spaced: readonly string[],
): YAMLMap {
  const map = new YAMLMap();
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const key = new Scalar(name);
    const node = nodeOf(item, spaced.includes(name), spaced);
    const isAbove = item instanceof Commented && item.where === 'before';
    // Above the key, and not between it and its value.
    if (isAbove) {
      key.commentBefore = node.commentBefore ?? null;
      node.commentBefore = null;
    }
    key.spaceBefore = isSpaced && map.items.length > 0 && (isAbove || isCollection(node));
    map.items.push(new Pair(key, node));
  }
  return map;
}

function comment(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '' : ` ${line}`)).join('\n');
}

/** Short lists of names stand on one line. */
function isWord(value: unknown): boolean {
  return typeof value === 'string' && /^[\w.*/-]{1,24}$/.test(value);
}
