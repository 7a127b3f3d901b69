import { debugGraph } from './debug-graph.js';

const reading = {
  nodes: [
    [
      'a/Cargo.toml',
      { projects: { a: { name: 'a', root: 'a', targets: { 'build-static': {} } } } },
    ],
    ['b/Cargo.toml', { projects: { b: { root: 'b', metadata: { description: 'A library' } } } }],
  ],
  problems: [{ file: 'c/Cargo.toml', message: 'broken', projects: [] }],
} as const;

let written: string;
beforeEach(() => {
  written = '';
  jest
    .spyOn(process.stderr, 'write')
    .mockImplementation((text) => ((written += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
});

// A word that nobody knows is said by a task; here it would cost the graph.
test.each(['graph', 'engine,graph', 'all', 'graph,bogus'])('STATIX_DEBUG=%s', (setting) => {
  debugGraph('read anew', reading, { STATIX_DEBUG: setting });
  expect(written.replaceAll(/^\S+ \d+ /gm, '')).toBe(
    [
      'graph: read anew',
      'graph: a/Cargo.toml: project a: build-static',
      'graph: b/Cargo.toml: project b: A library',
      'graph: c/Cargo.toml: a problem, of which no project is told',
      '',
    ].join('\n'),
  );
});
