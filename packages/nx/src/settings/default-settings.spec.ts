import { defaultOptions, defaultSettings } from './default-settings.js';
import { isEmpty } from './is-empty.js';
import { packageSettingsSchema, parsePluginOptions } from './plugin-options.js';

test('the defaults are what the schemas say', () => {
  expect(defaultSettings).toStrictEqual(packageSettingsSchema.parse({}));
  expect(defaultOptions).toStrictEqual(parsePluginOptions(undefined));
});

test.each([
  [undefined, true],
  [null, true],
  [{}, true],
  [{ tags: [] }, false],
  [[], false],
  [[1], false],
  ['text', false],
])('%j is empty: %s', (settings, empty) => {
  expect(isEmpty(settings)).toBe(empty);
});
