import * as z from 'zod';
import { imageOptions } from '../image-options.js';

export const checkSchema = z.strictObject({ ...imageOptions });
