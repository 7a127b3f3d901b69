import * as z from 'zod';

const lineSchema = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  errorDetail: z.object({ message: z.string().optional() }).optional(),
  progressDetail: z
    .object({ current: z.number().optional(), total: z.number().optional() })
    .nullish(),
  aux: z.unknown().optional(),
});

/** A line of an engine's answer to a pull, a push or a load. */
export type TransferLine = z.infer<typeof lineSchema>;

/** Undefined if it is none. */
export function parseTransferLine(value: unknown): TransferLine | undefined {
  return lineSchema.safeParse(value).data;
}

/** The error that a line reports: with status 200, since the answer had begun well. */
export function errorOfLine(line: TransferLine): string | undefined {
  return line.errorDetail?.message ?? line.error;
}

export interface TransferState {
  readonly doneBytes: number;
  /** Of the layers whose size is known so far. */
  readonly totalBytes: number;
}

/** Adds up the layers that are on their way. */
export class TransferProgress {
  private readonly layers = new Map<string, { current: number; total: number }>();

  accept({ id, status, progressDetail }: TransferLine): TransferState {
    // Unpacking counts the same bytes once more.
    const moving = status === 'Downloading' || status === 'Pushing';
    const { current, total } = progressDetail ?? {};
    if (id !== undefined && moving && current !== undefined) {
      const known = this.layers.get(id);
      const most = Math.max(total ?? 0, known?.total ?? 0, current);
      this.layers.set(id, { current, total: most });
    }
    const known = id === undefined ? undefined : this.layers.get(id);
    if (known !== undefined && (status === 'Download complete' || status === 'Pushed')) {
      known.current = known.total;
    }
    const all = [...this.layers.values()];
    return {
      doneBytes: all.reduce((sum, layer) => sum + layer.current, 0),
      totalBytes: all.reduce((sum, layer) => sum + layer.total, 0),
    };
  }
}
