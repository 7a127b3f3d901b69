import { tokenForms } from './token-forms.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each([
  ['abc', ['abc']],
  ['Bearer abc', ['Bearer abc', 'abc']],
  [`Basic ${base64('me:s:cret')}`, [`Basic ${base64('me:s:cret')}`, base64('me:s:cret'), 's:cret']],
  [`basic ${base64('me:')}`, [`basic ${base64('me:')}`, base64('me:')]],
  ['Basic none', ['Basic none', 'none']],
])('of %s', (token, forms) => {
  expect(tokenForms(token)).toEqual(forms);
});
