import { StatixError } from '@statix/contract';
import type { OutputSink } from './container-spec.js';

const HEADER_BYTES = 8;

/**
 * Takes apart the stream in which an engine multiplexes a container's two outputs: frames of an
 * 8-byte header (stream number, three zero bytes, length as a big-endian 32-bit number) and content
 * (Docker Engine API, "Attach to a container"). Content is passed on as it arrives, so that nothing
 * grows with the length of a frame.
 */
export class OutputFrames {
  private readonly header = Buffer.alloc(HEADER_BYTES);
  private headerFill = 0;
  private contentLeft = 0;
  private readonly sinks: readonly (OutputSink | undefined)[];

  constructor(sinks: { stdout?: OutputSink | undefined; stderr?: OutputSink | undefined }) {
    this.sinks = [undefined, sinks.stdout, sinks.stderr];
  }

  /**
   * Resolves when all of the chunk has been taken; the next one has to wait until then.
   *
   * @throws StatixError STATIX_ENGINE_PROTOCOL if this is no such stream
   */
  async push(chunk: Buffer): Promise<void> {
    let rest = chunk;
    while (rest.byteLength > 0) {
      if (this.contentLeft > 0) {
        const content = rest.subarray(0, this.contentLeft);
        this.contentLeft -= content.byteLength;
        rest = rest.subarray(content.byteLength);
        await this.sinks[this.header.readUInt8(0)]?.(content);
      } else {
        const taken = rest.copy(this.header, this.headerFill);
        rest = rest.subarray(taken);
        this.headerFill += taken;
        if (this.headerFill === HEADER_BYTES) this.beginFrame();
      }
    }
  }

  /** @throws StatixError STATIX_ENGINE_PROTOCOL if the stream ended within a frame */
  end(): void {
    if (this.contentLeft > 0 || this.headerFill > 0) throw protocolError('It ends within a frame.');
  }

  private beginFrame(): void {
    this.headerFill = 0;
    if (this.header.readUInt8(0) > 2 || this.header.readUIntBE(1, 3) !== 0) {
      throw protocolError(`A frame begins with ${this.header.toString('hex')}.`);
    }
    this.contentLeft = this.header.readUInt32BE(4);
  }
}

function protocolError(why: string): StatixError {
  return new StatixError({
    code: 'STATIX_ENGINE_PROTOCOL',
    what: 'The container engine sent the container’s output in a form that Statix does not know',
    why,
  });
}
