/** One field of a protobuf message: a number (varint or fixed) or bytes (text, bytes, a message). */
export type ProtobufField =
  | { readonly id: number; readonly number: bigint; readonly bytes?: never }
  | { readonly id: number; readonly bytes: Buffer; readonly number?: never };

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const MOST_VARINT_BYTES = 10;

/**
 * Walks through the fields of a protobuf message (protobuf.dev, "Encoding").
 *
 * @throws RangeError if the message is cut off or is none
 */
export function* readProtobufFields(message: Buffer): Generator<ProtobufField> {
  let offset = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let index = 0; index < MOST_VARINT_BYTES; index += 1) {
      const byte = message[offset];
      if (byte === undefined) throw new RangeError('a varint is cut off');
      offset += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return value;
    }
    throw new RangeError('a varint is too long');
  };
  const take = (length: number): Buffer => {
    if (length > message.byteLength - offset) throw new RangeError('a field is cut off');
    offset += length;
    return message.subarray(offset - length, offset);
  };

  while (offset < message.byteLength) {
    const key = Number(varint());
    const id = Math.floor(key / 8);
    switch (key % 8) {
      case VARINT:
        yield { id, number: varint() };
        break;
      case FIXED64:
        yield { id, number: take(8).readBigUInt64LE() };
        break;
      case FIXED32:
        yield { id, number: BigInt(take(4).readUInt32LE()) };
        break;
      case BYTES:
        yield { id, bytes: take(Number(varint())) };
        break;
      default:
        throw new RangeError(`unknown wire type ${key % 8}`);
    }
  }
}
