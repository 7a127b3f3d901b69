import { linkageSchema } from '@statix/contract';
import { otherTools } from './other-tools.js';

test.each(linkageSchema.options)('%s: one line that names the tools', (linkage) => {
  const line = otherTools(linkage);
  expect(line).toMatch(/\b(ldd|file)\b/);
  expect(line).not.toContain('\n');
});
