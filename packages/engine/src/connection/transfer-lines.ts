import { EngineRefusal } from './engine-refusal.js';
import { readJsonLines } from './json-lines.js';
import { errorOfLine, parseTransferLine, type TransferLine } from './transfer-progress.js';

/**
 * The lines of an engine's answer to a pull, a push or a load.
 *
 * @param doing for the error
 * @throws EngineRefusal for a line that reports an error
 */
export async function* transferLines(
  chunks: AsyncIterable<Buffer>,
  doing: string,
): AsyncGenerator<TransferLine> {
  for await (const { value } of readJsonLines(chunks)) {
    const line = parseTransferLine(value);
    if (line === undefined) continue;
    const error = errorOfLine(line);
    if (error !== undefined) throw new EngineRefusal(200, doing, error);
    yield line;
  }
}
