const ATTRIBUTE =
  /\s(?:src|href|srcset|data|poster|action|formaction|background|xlink:href|ping)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi;

/**
 * What a page would have a browser fetch or go to: none of it is a place in the page itself, or data in it.
 *
 * @param {string} html
 * @returns {string[]} as they stand there; elements that load something are named as such
 */
export function outsideReferences(html) {
  const tags = html.match(/<[a-z][^>]*>/gi) ?? [];
  const values = tags
    .flatMap((tag) => [...tag.matchAll(ATTRIBUTE)])
    .map(([, value = '']) => value.replace(/^["']|["']$/g, ''))
    .filter((value) => !value.startsWith('#') && !value.startsWith('data:'));
  const styles = html.match(/<style[^>]*>[\s\S]*?<\/style>/gi) ?? [];
  const inStyles = [...styles, ...tags].flatMap(
    (text) => text.match(/@import[^;]*|url\(\s*["']?(?!data:)[^)]*\)/gi) ?? [],
  );
  const elements = html.match(/<(?:script|link|iframe|object|embed|base)\b/gi) ?? [];
  return [...values, ...inStyles, ...elements];
}
