import { renderNotices } from './render-notices.js';

const part = (title: string, license: string | null, ...texts: [string, string][]) => ({
  ...{ title, license, from: 'here' },
  texts: texts.map(([path, text]) => ({ path, text })),
});

const parts = [
  part('a 1.0.0', 'MIT', ['LICENSE', 'One text']),
  part('b 2.0.0', 'MIT', ['LICENSE-MIT', 'One\n  text'], ['NOTICE', 'Another']),
  part('c 3.0.0', null),
];

test('each part is listed, each text is there once with all that it is of', () => {
  const notices = renderNotices('app', parts, true);
  expect(notices.match(/One\s+text/g)).toHaveLength(1);
  expect(notices).toContain('a 1.0.0: LICENSE\nb 2.0.0: LICENSE-MIT\n');
  expect(notices).toContain(
    '\nc 3.0.0  no licence stated  [here]  (no text came with its sources)\n',
  );
  expect(notices.indexOf('One text')).toBeLessThan(notices.indexOf('Another'));
  expect(notices).not.toContain('NOT ALL KNOWN');
  expect(notices.endsWith('Another\n')).toBe(true);
});

test('what is not known is said', () => {
  expect(renderNotices('app', parts, false)).toContain('NOT ALL KNOWN');
});
