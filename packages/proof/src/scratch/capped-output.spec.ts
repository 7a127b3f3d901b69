import { CappedOutput } from './capped-output.js';

test.each([
  [10, ['abc', 'def'], 'abcdef', false],
  [6, ['abc', 'def'], 'abcdef', false],
  [5, ['abc', 'def', 'ghi'], 'abcde', true],
  [3, ['abc', 'def'], 'abc', true],
  [0, ['a'], '', true],
  [0, [], '', false],
])('at most %i bytes of %j', (most, chunks, content, truncated) => {
  const output = new CappedOutput(most);
  for (const chunk of chunks) output.push(Buffer.from(chunk));
  expect([output.content().toString(), output.truncated]).toEqual([content, truncated]);
});
