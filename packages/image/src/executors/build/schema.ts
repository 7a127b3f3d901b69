import { z } from 'zod';
import { imageOptions } from '../image-options.js';

export const buildSchema = z.strictObject({ ...imageOptions });
