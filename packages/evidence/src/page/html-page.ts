import { createHash } from 'node:crypto';
import { Html, markup } from '../escape/html.js';
import type { Fact, ProofPage, Row, Section } from './proof-page.js';
import { STYLE } from './style.js';

/**
 * A page as one HTML file: no script, nothing from elsewhere, and a policy that has a browser refuse both should
 * foreign text ever become markup. The one style is named by its hash (CSP Level 3, "hash-source").
 */
export function htmlPage(page: ProofPage): string {
  const digest = createHash('sha256').update(STYLE).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  const word = page.verdict === 'pass' ? 'PASS' : 'FAIL';
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${page.title}: ${word}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>${page.title} <span class="verdict ${page.verdict}">${word}</span></h1>
<p>${page.summary}</p>
</header>
<main>
${factTable(page.facts)}
${page.sections.map(section)}
<section>
<h2>Other tools</h2>
<p>${page.note}</p>
</section>
${page.inside === undefined ? '' : inside(page.inside)}
</main>
</body>
</html>
`.source;
}

function section({ title, facts, rows }: Section): Html {
  return markup`<section>
<h2>${title}</h2>
${facts.length === 0 ? '' : factTable(facts)}
<table class="checks">
<thead><tr><th scope="col">status</th><th scope="col">check</th><th scope="col">what was found</th></tr></thead>
<tbody>
${rows.map(row)}
</tbody>
</table>
</section>
`;
}

function row({ mark, status, check }: Row): Html {
  const evidence = check.evidence.map((one) => markup`<li><code>${one}</code></li>`);
  return markup`<tr class="${status}">
<td class="status"><span class="mark">${mark}</span> ${status}</td>
<td><code>${check.id}</code></td>
<td>${check.summary}${evidence.length === 0 ? '' : markup`<ul>${evidence}</ul>`}</td>
</tr>
`;
}

function factTable(facts: readonly Fact[]): Html {
  return markup`<table class="facts">
<tbody>
${facts.map(
  ([name, value]) => markup`<tr><th scope="row">${name}</th><td><code>${value}</code></td></tr>
`,
)}
</tbody>
</table>`;
}

function inside({ lead, columns, rows }: NonNullable<ProofPage['inside']>): Html {
  return markup`<section>
<h2>What is inside</h2>
<p>${lead}</p>
<table class="inside">
<thead><tr>${columns.map((column) => markup`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>
`,
)}
</tbody>
</table>
</section>
`;
}
