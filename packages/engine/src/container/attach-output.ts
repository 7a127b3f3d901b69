import type { Transport } from '../connection/transport.js';
import type { ContainerIo } from './container-spec.js';
import { OutputFrames } from './output-frames.js';

/**
 * Connects to a container's outputs; call it before the container is started, or the beginning is
 * lost: nothing logs it.
 *
 * @returns `ended`, which settles when both outputs have ended or `signal` is aborted
 */
export async function attachOutput(
  transport: Transport,
  id: string,
  { stdout, stderr }: ContainerIo,
  signal: AbortSignal,
): Promise<{ ended: Promise<void> }> {
  const response = await transport.open({
    doing: 'follow the output of a container',
    method: 'POST',
    path: `/containers/${id}/attach`,
    query: { stream: '1', stdout: '1', stderr: '1' },
    signal,
  });
  const frames = new OutputFrames({ stdout, stderr });
  const pump = async (): Promise<void> => {
    try {
      for await (const chunk of response.chunks) frames.push(chunk);
      frames.end();
    } finally {
      response.destroy();
    }
  };
  return { ended: pump() };
}
