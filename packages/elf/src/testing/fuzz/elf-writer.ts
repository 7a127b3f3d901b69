/** A number of a file, for a mutation to change: where it is, and how long. */
export interface Field {
  readonly at: number;
  readonly size: 1 | 2 | 4 | 8;
}

/** Writes a file piece by piece, and remembers where its numbers are. */
export class ElfWriter {
  readonly fields: Field[] = [];
  #bytes = Buffer.alloc(4096);
  #end = 0;

  get end(): number {
    return this.#end;
  }

  /** Everything that was written. */
  content(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#end));
  }

  /** Zeros up to a multiple, and where that is. */
  align(alignment: number): number {
    this.reserve(Math.ceil(this.#end / alignment) * alignment - this.#end);
    return this.#end;
  }

  /** Zeros, and where they begin. */
  reserve(length: number): number {
    const at = this.#end;
    this.#need(at + length);
    this.#end = at + length;
    return at;
  }

  append(bytes: Buffer): number {
    const at = this.reserve(bytes.length);
    bytes.copy(this.#bytes, at);
    return at;
  }

  /** @param value one, two, four or eight bytes, little endian; a bigint is eight */
  number(at: number, size: Field['size'], value: number | bigint): void {
    this.fields.push({ at, size });
    if (size === 8) this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), at);
    else this.#bytes.writeUIntLE(Number(value), at, size);
  }

  #need(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(length, 2 * this.#bytes.length));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}
