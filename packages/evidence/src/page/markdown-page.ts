import { escapeMarkdown, markdownCode } from '../escape/markdown.js';
import type { Fact, ProofPage, Row, Section } from './proof-page.js';

/** A page as GitHub Flavored Markdown. */
export function markdownPage(page: ProofPage): string {
  return [
    `# ${escapeMarkdown(page.title)}: ${page.verdict === 'pass' ? 'PASS' : 'FAIL'}`,
    escapeMarkdown(page.summary),
    factTable(page.facts),
    ...page.sections.flatMap(section),
    '## Other tools',
    escapeMarkdown(page.note),
    ...(page.inside === undefined
      ? []
      : [
          '## What is inside',
          escapeMarkdown(page.inside.lead),
          table(page.inside.columns, page.inside.rows),
        ]),
  ]
    .map((block) => `${block}\n`)
    .join('\n');
}

function section({ title, facts, rows }: Section): string[] {
  return [
    `## ${escapeMarkdown(title)}`,
    ...(facts.length === 0 ? [] : [factTable(facts)]),
    table(
      ['', 'check', 'status', 'what was found'],
      rows.map(({ mark, status, check }) => [mark, check.id, status, check.summary]),
    ),
    ...rows.flatMap(evidence),
  ];
}

function evidence({ check }: Row): string[] {
  if (check.evidence.length === 0) return [];
  const lines = check.evidence.map((one) => `- ${markdownCode(one)}`);
  return [`${escapeMarkdown(check.id)}:`, lines.join('\n')];
}

function factTable(facts: readonly Fact[]): string {
  return table(['', ''], facts);
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  return [line(columns), `| ${columns.map(() => '---').join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  );
}
