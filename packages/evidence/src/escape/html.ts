import { neutralise } from '@statix/contract';

/** Text that is HTML already: made by {@link markup} alone, and the one style. */
export class Html {
  constructor(readonly source: string) {}
}

type Part = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Foreign text as text of a page: control characters are visible, and no character of it is markup. */
export function escapeHtml(text: string): string {
  return neutralise(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A piece of a page: what is put into it is text, unless it is {@link Html}. Prettier formats what a tag `html` has. */
export function markup(fixed: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const source = fixed.map((text, index) => `${text}${sourceOf(parts[index] ?? '')}`);
  return new Html(source.join(''));
}

function sourceOf(part: Part): string {
  if (part instanceof Html) return part.source;
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return part.map(({ source }) => source).join('');
}
