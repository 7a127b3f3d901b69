import type { Check } from '@statix/contract';
import { sampleBuild, sampleContents, sampleReport, sampleRun } from '../testing/documents.js';
import { htmlPage } from './html-page.js';
import { markdownPage } from './markdown-page.js';
import { proofPage } from './proof-page.js';

const sources = { report: sampleReport, built: sampleBuild, contents: sampleContents };

test('says what was proven, of which bytes, how they were built and what is inside', () => {
  const page = proofPage(sources);
  expect(page).toMatchObject({
    title: 'app',
    verdict: 'pass',
    summary: 'Passed: 1 of 3 checks passed, 1 warned.',
  });
  expect(page.facts).toContainEqual(['package', 'app 1.2.0']);
  expect(page.inside?.rows).toContainEqual(['inner', '0.1.0', 'not stated', 'the repository']);
  expect(page.inside?.rows).toContainEqual([
    'musl',
    '1.2.5',
    'MIT',
    'the image: musl 1.2.5-3.1~deb13u1',
  ]);
});

test('what failed and what is warned of comes first', () => {
  const [checks] = proofPage(sources).sections;
  expect(checks!.rows.map(({ status }) => status)).toEqual(['warn', 'pass', 'not-provable']);
});

test('attack: a manifest or contents of other bytes are not shown of these', () => {
  const other = { ...sampleBuild.binary, sha256: 'b'.repeat(64) };
  const page = proofPage({
    report: sampleReport,
    built: { ...sampleBuild, binary: other },
    contents: { ...sampleContents, binary: other },
  });
  expect(page.inside).toBeUndefined();
  expect(page.facts.map(([name]) => name)).toEqual(['sha256', 'size', 'linked', 'policy']);
});

test('every run is a section, with what was expected of it', () => {
  const run = {
    ...sampleRun,
    name: 'serve',
    root: 'image:debian:13',
    arguments: ['--port', '80'],
    files: [{ path: '/etc/app', sha256: 'c'.repeat(64), size: 1 }],
    expectation: { timeoutSeconds: 30, exitCode: 0 },
    end: { by: 'itself' as const, exitCode: 3 },
    checks: sampleReport.checks,
  };
  const { sections } = proofPage({ report: { ...sampleReport, runs: [run] } });
  expect(sections[1]).toMatchObject({ title: 'Run serve' });
  expect(sections[1]!.facts).toContainEqual(['arguments', '["--port","80"]']);
  expect(sections[1]!.facts).toContainEqual(['expected', '{"timeoutSeconds":30,"exitCode":0}']);
  expect(sections[1]!.facts).toContainEqual(['file', `/etc/app, sha256 ${'c'.repeat(64)}`]);
  expect(sections[1]!.facts).toContainEqual(['ended', 'by itself, exit code 3']);
});

test('the HTML is one file that asks for nothing and runs nothing', () => {
  const page = htmlPage(proofPage(sources));
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=|\sstyle=/i);
  expect(page).not.toMatch(/(?:href|src|action)=/i);
  expect(page).toMatch(
    /http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;/,
  );
  expect(page.match(/<style>/g)).toHaveLength(1);
});

describe('attack: whatever a program says is text of the page', () => {
  const hostile = '</td><script>alert(1)</script>\n# title | x `y` <img src=x onerror=alert(1)>';
  const checks: Check[] = [
    { id: 'expected-output', status: 'fail', summary: hostile, evidence: [hostile] },
  ];
  const page = proofPage({
    report: {
      ...sampleReport,
      binary: { ...sampleReport.binary, name: hostile },
      verdict: 'fail',
      checks,
      runs: [
        {
          ...sampleRun,
          name: hostile,
          root: hostile,
          arguments: [hostile],
          environment: { [hostile]: hostile },
          files: [{ path: hostile, sha256: 'c'.repeat(64), size: 1 }],
          writablePaths: [hostile],
          expectation: { timeoutSeconds: 30, stdout: hostile },
          checks,
        },
      ],
      policy: { name: 'strict', overrides: [{ check: hostile, status: 'warn', reason: hostile }] },
    },
    built: {
      ...sampleBuild,
      package: { name: hostile, version: hostile },
      image: { ...sampleBuild.image, reference: hostile },
    },
    contents: {
      ...sampleContents,
      crates: [
        { name: hostile, version: hostile, source: hostile, license: hostile, dependencies: [] },
      ],
    },
  });

  test('in HTML', () => {
    const text = htmlPage(page);
    expect(text).toContain('&lt;script&gt;');
    expect(text).not.toMatch(/<script|<img/);
    // As many elements as there are without it.
    const tags = new Set([...text.matchAll(/<\/?([a-z0-9]+)/g)].map(([, name]) => name));
    expect([...tags].sort()).toEqual(
      ['body', 'code', 'h1', 'h2', 'head', 'header', 'html', 'li', 'main', 'meta', 'p', 'section']
        .concat(['span', 'style', 'table', 'tbody', 'td', 'th', 'thead', 'title', 'tr', 'ul'])
        .sort(),
    );
  });

  test('in Markdown', () => {
    const lines = markdownPage(page).split('\n');
    // Outside of code, which is between backticks, no character of it is markup.
    const outside = lines.map((line) => line.replace(/(`+) ?.*? ?\1(?!`)/g, ''));
    expect(outside.filter((line) => /(?<!\\)<|^# title/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('# '))).toHaveLength(1);
  });
});
