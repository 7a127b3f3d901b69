import { updateNxJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import type { Finding } from '@statix/contract';
import { treeCommands } from '../workspace/tree-commands.js';
import { spellFinding } from './spell-finding.js';

const finding: Finding = {
  ...{ severity: 'note', code: 'test', package: 'plug', crate: null, fix: 'none' },
  what: 'a test',
  why: '',
  evidence: [],
  remedies: [
    { text: 'See what it does:', snippet: 'npx nx run <project>:build-static' },
    { text: '`npx nx run other:verify-static`, `npx nx run statix-image:image`' },
  ],
};

function spelled(imageProject?: string) {
  const tree = createTreeWithEmptyWorkspace();
  updateNxJson(tree, {
    plugins: [{ plugin: '@statix/nx', options: { targets: { 'verify-static': 'prove' } } }],
  });
  const commands = treeCommands(tree, {
    imageProject,
    targetsOf: (project) => (project === 'chosen' ? { 'build-static': 'musl' } : undefined),
  });
  return spellFinding(finding, commands, () => 'chosen').remedies;
}

test('fault: targets renamed by a package and by nx.json, and an image with another name', () => {
  expect(spelled('toolbox')).toEqual([
    { text: 'See what it does:', snippet: 'npx nx run chosen:musl' },
    { text: '`npx nx run other:prove`, `npx nx run toolbox:image`' },
  ]);
  expect(spelled()[1]?.text).toContain('`npx nx run statix-image:image`');
});
