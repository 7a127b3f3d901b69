import { readProtobufFields } from './protobuf-fields.js';

function fields(hex: string) {
  return [...readProtobufFields(Buffer.from(hex, 'hex'))];
}

describe('readProtobufFields', () => {
  test('the examples of protobuf.dev', () => {
    expect(fields('089601')).toEqual([{ id: 1, number: 150n }]);
    expect(fields('120774657374696e67')).toEqual([{ id: 2, bytes: Buffer.from('testing') }]);
  });

  test('fixed numbers, a large field id and the largest varint', () => {
    expect(fields('09ffffffffffffffff')).toEqual([{ id: 1, number: 2n ** 64n - 1n }]);
    expect(fields('0d01000000')).toEqual([{ id: 1, number: 1n }]);
    expect(fields('808001ffffffffffffffffff01')).toEqual([{ id: 2048, number: 2n ** 64n - 1n }]);
  });

  test.each([
    ['a varint that is cut off', '0896'],
    ['a varint that does not end', `08${'ff'.repeat(11)}`],
    ['bytes that are cut off', '1207746573'],
    ['a length beyond all measure', '12ffffffffffffffffff01'],
    ['a fixed number that is cut off', '0901'],
    ['a group', '0b'],
  ])('%s is an error', (_what, hex) => {
    expect(() => fields(hex)).toThrow(RangeError);
  });
});
