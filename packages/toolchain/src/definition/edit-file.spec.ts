import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { editFile } from './edit-file.js';

const text = 'one\n  two\nthree\n';

test('lines before, after and instead of a line of the file', () => {
  const edit = '@@ before   two\na\nb\n@@ after   two\nc\n@@ instead of three\n\n';
  expect(editFile(text, edit, 'x.edit')).toBe('one\na\nb\n  two\nc\n\n');
});

test.each([
  ['a line that is not there', '@@ after four\nx\n', 'not there: four'],
  ['a line that is there otherwise', '@@ after two\nx\n', 'not there: two'],
  ['a line that an edit made', '@@ after one\none\n@@ after one\nx\n', 'more than once: one'],
  ['no instruction at all', 'x\n', 'not there: x'],
])('%s', async (_what, edit, why) => {
  const error = await statixErrorOf(Promise.resolve().then(() => editFile(text, edit, 'x.edit')));
  expect(error.code).toBe('STATIX_RECIPE_INVALID');
  expect(error.why).toContain(why);
});
