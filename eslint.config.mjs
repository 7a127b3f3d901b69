import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/**
 * The floors, from the ground up; a package uses floors below its own, never its neighbours:
 * contract ← engine, elf, cargo ← task, toolchain, proof, advice ← evidence ← image, cargo-musl, verify, upx ← nx.
 */
const layers = ['contract', 'foundation', 'domain', 'evidence', 'step', 'umbrella'];
const depConstraints = layers.map((layer, index) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: layers.slice(0, index).map((lower) => `layer:${lower}`),
}));

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '**/tmp/', '**/target/', '**/fixtures/', '.nx/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({
    ...config,
    files: ['packages/**/*.ts'],
  })),
  {
    files: ['packages/**/*.ts'],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          depConstraints,
          banTransitiveDependencies: true,
          enforceBuildableLibDependency: true,
          allow: [],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      'no-console': 'error',
      'no-duplicate-imports': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[importKind!='type'][source.value='zod'] > ImportSpecifier",
          message:
            "Write `import * as z from 'zod'`: of `{ z }` a bundle takes all, its 40 languages included.",
        },
      ],
    },
  },
  {
    files: ['packages/**/*.spec.ts', 'packages/**/testing/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-assertions': 'off',
      // Jest's asymmetric matchers and JSON that a test has just written are `any`.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      'no-console': 'off',
    },
  },
  { files: ['tools/**/*.mjs', 'e2e/**/*.{ts,mjs}'], ...tseslint.configs.base },
  prettier,
);
