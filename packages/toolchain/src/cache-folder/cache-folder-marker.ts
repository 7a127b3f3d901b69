import * as z from 'zod';

/** Says whose the content of the folder is that STATIX_CACHE_DIR names. */
export const CACHE_FOLDER_MARKER = 'statix-cache.json';

/** In bytes. */
export const LARGEST_MARKER = 4096;

const markerSchema = z.object({ schemaVersion: z.literal(1), scope: z.string() });

/** The trust scope that a marker names; undefined for one that is broken. */
export function scopeInMarker(marker: Buffer): string | undefined {
  try {
    return markerSchema.safeParse(JSON.parse(marker.toString())).data?.scope;
  } catch {
    return undefined;
  }
}
