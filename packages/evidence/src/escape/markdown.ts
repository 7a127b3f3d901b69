import { neutralise } from '@statix/contract';

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/**
 * Foreign text as text of GitHub Flavored Markdown, in a paragraph or a cell of a table: no character of it
 * begins markup, an HTML element or an autolink, and it stays on its line. What means nothing within a line, as
 * the hyphen, stays readable in the source.
 */
export function escapeMarkdown(text: string): string {
  return (
    oneLine(text)
      .replace(/[<>&]/g, (character) => ENTITIES[character] ?? character)
      // CommonMark 0.31, "Inlines" and "Backslash escapes"; GFM, "Tables" and "Strikethrough"; GitHub's formulas.
      .replace(/[\\`*_[\]!~|#$@]/g, '\\$&')
      // GFM, "Autolinks (extension)", and GitHub's emoji.
      .replace(/:(?=\S)/g, '\\:')
      .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`)
      // At the start of a paragraph: lists, rules and underlines of titles.
      .replace(/^([-+=])/, '\\$1')
      .replace(/^(\d+)([.)])/, '$1\\$2')
  );
}

/** Foreign text as code, outside of tables: between as many backticks as it needs. */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  const runs = [...line.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const space = /^`|`$/.test(line) || line.trim() === '' ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}

function oneLine(text: string): string {
  return neutralise(text).replace(/\s*\n\s*/g, ' ');
}
