import { compilerCases } from './compiler-cases.js';
import { inputCases } from './input-cases.js';
import { libraryCases } from './library-cases.js';
import { linkingCases } from './linking-cases.js';
import { lockCases } from './lock-cases.js';
import type { RemedyCase } from './remedy-case.js';
import { toolCases } from './tool-cases.js';

/** Every signature that the image can be brought to. */
export const remedyCases: readonly RemedyCase[] = [
  ...lockCases,
  ...inputCases,
  ...compilerCases,
  ...linkingCases,
  ...libraryCases,
  ...toolCases,
];
