import { statixErrorOf } from '@statix/contract/testing/expect-error';
import { frame } from '../testing/fake-engine.js';
import { OutputFrames } from './output-frames.js';

async function demultiplex(chunks: Buffer[]) {
  const outputs = { stdout: '', stderr: '' };
  const frames = new OutputFrames({
    stdout: (chunk) => (outputs.stdout += chunk.toString('latin1')),
    stderr: (chunk) => (outputs.stderr += chunk.toString('latin1')),
  });
  for (const chunk of chunks) await frames.push(chunk);
  frames.end();
  return outputs;
}

const stream = Buffer.concat([
  frame(1, 'one '),
  frame(2, 'bad'),
  frame(1, ''),
  frame(1, 'x'.repeat(70_000)),
  frame(2, '!'),
]);
const expected = { stdout: `one ${'x'.repeat(70_000)}`, stderr: 'bad!' };

describe('OutputFrames', () => {
  test.each([1, 2, 3, 7, 8, 9, 4096, 1_000_000])('in chunks of %i bytes', async (size) => {
    const chunks = [];
    for (let offset = 0; offset < stream.byteLength; offset += size) {
      chunks.push(stream.subarray(offset, offset + size));
    }
    expect(await demultiplex(chunks)).toEqual(expected);
  });

  test('a frame is passed on before it is whole', async () => {
    const seen: string[] = [];
    const frames = new OutputFrames({ stdout: (chunk) => seen.push(chunk.toString()) });
    await frames.push(frame(1, 'abcdef').subarray(0, 10));
    expect(seen).toEqual(['ab']);
  });

  test.each([
    ['a terminal’s output, which has no frames', Buffer.from('hello, world')],
    ['a stream that does not exist', Buffer.from('0300000000000001ff', 'hex')],
    ['a header that is cut off', Buffer.from('01000000', 'hex')],
    ['a frame that is cut off', frame(1, 'abc').subarray(0, 10)],
  ])('%s is an error', async (_what, bytes) => {
    expect((await statixErrorOf(demultiplex([bytes]))).code).toBe('STATIX_ENGINE_PROTOCOL');
  });

  test('attack: a frame of 4 GiB is announced: nothing is set aside for it', async () => {
    let seen = 0;
    const frames = new OutputFrames({ stdout: (chunk) => (seen += chunk.byteLength) });
    await frames.push(Buffer.from('01000000ffffffff', 'hex'));
    await frames.push(Buffer.alloc(1000));
    expect(seen).toBe(1000);
    expect(() => {
      frames.end();
    }).toThrow(expect.objectContaining({ code: 'STATIX_ENGINE_PROTOCOL' }));
  });
});
