import type { TestCase, TestSuite } from './test-results.js';

/**
 * The results as JUnit's XML, which CI services read: a suite for each program of tests. Without times
 * and places of the machine, for it is stored in caches.
 */
export function renderJunit(name: string, suites: readonly TestSuite[]): string {
  const listed = suites.map(withProgram);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...counts(listed.flatMap(({ cases }) => cases)) })}>`,
    ...listed.flatMap(({ name: suite, cases }) => [
      `  <testsuite${attributes({ name: suite, ...counts(cases) })}>`,
      ...cases.map((one) => `    ${renderCase(one, suite)}`),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

/** A program that failed and names no test is one that failed itself: no service shows a suite without. */
function withProgram({ name, cases, failed, ended }: TestSuite): Pick<TestSuite, 'name' | 'cases'> {
  if (!failed || cases.some(({ status }) => status === 'failed')) return { name, cases };
  const output = ended ?? 'It failed and named no test.';
  return { name, cases: [...cases, { name, status: 'failed', output }] };
}

function renderCase({ name, status, output = '' }: TestCase, suite: string): string {
  const opening = `<testcase${attributes({ name, classname: suite })}`;
  if (status === 'passed') return `${opening}/>`;
  if (status === 'ignored') return `${opening}><skipped/></testcase>`;
  const [message = ''] = output.split('\n').filter((line) => line.includes('panicked at'));
  return `${opening}><failure${attributes({ message })}>${escaped(output)}</failure></testcase>`;
}

function counts(cases: readonly TestCase[]): Record<string, number> {
  const having = (status: TestCase['status']): number =>
    cases.filter((one) => one.status === status).length;
  return { tests: cases.length, failures: having('failed'), skipped: having('ignored') };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('"', '&quot;')}"`)
    .join('');
}

/** XML 1.0 has no way to write most control characters (section 2.2). */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
