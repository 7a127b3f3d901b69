import { z } from 'zod';

/** Nx runs it without options. */
export const syncSchema = z.strictObject({});
