import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { requireTools, toolPaths } from './image-tools.js';

const contract = { tools: [{ name: 'llvm-cov', version: '22.1.8', path: '/llvm/bin/llvm-cov' }] };
const identity = {
  reference: 'statix.local/statix:abc',
  definition: 'images/statix/statix-image.json',
};

test('paths are those that the contract gives', () => {
  expect(toolPaths(contract)).toEqual({ 'llvm-cov': '/llvm/bin/llvm-cov' });
});

test('an image without a tool is refused by its name, with what to do', async () => {
  const tools = ['llvm-cov', 'llvm-profdata'] as const;
  const asked = Promise.resolve().then(() => {
    requireTools(contract, identity, tools, 'Leave out the option `coverage`.');
  });
  expect(await statixErrorOf(asked)).toMatchObject({
    code: 'STATIX_TOOL_NOT_IN_IMAGE',
    what: 'The image has no llvm-profdata',
    why: 'The contract of statix.local/statix:abc names no such tool.',
    remedies: [
      { text: 'Leave out the option `coverage`.' },
      { text: expect.stringContaining('images/statix/statix-image.json') },
    ],
  });
});

test('an image that has it is not', () => {
  expect(() => {
    requireTools(contract, identity, ['llvm-cov'], '');
  }).not.toThrow();
});
