/** Keeps the beginning of an output and forgets the rest. */
export class CappedOutput {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  truncated = false;

  constructor(private readonly mostBytes: number) {}

  readonly push = (chunk: Buffer): void => {
    const kept = chunk.subarray(0, this.mostBytes - this.size);
    // A copy: what arrives is a view of a larger buffer that would be kept with it.
    if (kept.byteLength > 0) this.chunks.push(Buffer.from(kept));
    this.size += kept.byteLength;
    if (kept.byteLength < chunk.byteLength) this.truncated = true;
  };

  content(): Buffer {
    return Buffer.concat(this.chunks);
  }
}
