import { connectEngine } from './connect-engine.js';

test('finds the engine of this machine', async () => {
  const engine = await connectEngine();
  const facts = await engine.facts();
  expect(facts.id).not.toBe('');
  expect(facts.cpus).toBeGreaterThan(0);
  expect(facts.memoryBytes).toBeGreaterThan(0);
  expect(Number.isNaN((await engine.clock()).getTime())).toBe(false);
  expect((await (await connectEngine()).facts()).id).toBe(facts.id);
  expect(await engine.findImage('statix.local/no-such-image:0')).toBeUndefined();
});
