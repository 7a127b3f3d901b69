import type { z } from 'zod';
import { auditReportSchema } from './documents/audit-report.js';
import { buildManifestSchema } from './documents/build-manifest.js';
import { compressManifestSchema } from './documents/compress-manifest.js';
import { compressMeasurementsSchema } from './documents/compress-measurements.js';
import { contentsSchema } from './documents/contents.js';
import { diagnosisSchema } from './documents/diagnosis.js';
import { doctorReportSchema } from './documents/doctor-report.js';
import { imageArchiveSchema } from './documents/image-archive.js';
import { imageContractSchema } from './documents/image-contract.js';
import { imageIdentitySchema } from './documents/image-identity.js';
import { imageLockSchema } from './documents/image-lock.js';
import { packageManifestSchema } from './documents/package-manifest.js';
import { publishedImagesSchema } from './documents/published-images.js';
import { stampManifestSchema } from './documents/stamp-manifest.js';
import { verificationSchema } from './documents/verification.js';
import { verifyReportSchema } from './documents/verify-report.js';

/** Every document, by its kind without `statix.`; the package's JSON Schema files are made from these. */
export const documentSchemas = {
  'audit-report': auditReportSchema,
  'build-manifest': buildManifestSchema,
  'compress-manifest': compressManifestSchema,
  'compress-measurements': compressMeasurementsSchema,
  contents: contentsSchema,
  diagnosis: diagnosisSchema,
  'doctor-report': doctorReportSchema,
  'image-archive': imageArchiveSchema,
  'image-contract': imageContractSchema,
  'image-identity': imageIdentitySchema,
  'image-lock': imageLockSchema,
  'package-manifest': packageManifestSchema,
  'published-images': publishedImagesSchema,
  'stamp-manifest': stampManifestSchema,
  verification: verificationSchema,
  'verify-report': verifyReportSchema,
} satisfies Record<string, z.ZodType>;
