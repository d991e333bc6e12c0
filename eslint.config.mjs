import nx from '@nx/eslint-plugin';
import { createProjectGraphAsync, readCachedProjectGraph } from '@nx/devkit';
import { defineConfig } from 'eslint/config';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import touchstone, { table } from './infra/lint/touchstone-rules.mjs';

// Without a project graph on disk the boundary rule says nothing at all.
try {
  readCachedProjectGraph();
} catch {
  await createProjectGraphAsync();
}

const tests = ['**/*.test.ts', '**/*.test.tsx'];
const scoped = Object.entries(table.mayImport).map(([project, others]) => ({
  sourceTag: `scope:${project}`,
  onlyDependOnLibsWithTags: [...others, 'testing'].map((other) => `scope:${other}`),
}));
const typed = Object.entries(table.types).map(([type, others]) => ({
  sourceTag: `type:${type}`,
  onlyDependOnLibsWithTags: [...others, 'testing'].map((other) => `type:${other}`),
}));

const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read the environment once, by the schema in service-host or in main.ts, and pass the value on.',
};
const noExportAll = {
  selector: 'ExportAllDeclaration',
  message: 'Name what the file exports: an index is a list of names.',
};

export default defineConfig(
  {
    ignores: ['**/dist/', '**/dist.*/', '**/node_modules/', '.nx/', '.touchstone/', '.touchstone-scaled/', 'coverage/'],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    plugins: { '@nx': nx, 'import-x': importX, touchstone },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.json'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          banTransitiveDependencies: true,
          allow: [],
          depConstraints: [...typed, ...scoped],
        },
      ],
      'import-x/no-cycle': 'error',
      'touchstone/imports': 'error',
      'touchstone/test-file-name': 'error',
      'no-restricted-syntax': ['error', noExportAll, noEnvironment],
      'max-lines': ['error', 250],
      'max-lines-per-function': ['error', 60],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      // Nest needs the class at run time where it injects one; a type import would erase it.
      '@typescript-eslint/consistent-type-imports': 'off',
    },
  },
  { files: tests, rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['**/main.ts', 'libs/service-host/src/**/*config*.ts', 'libs/testing/**', 'infra/**', ...tests],
    rules: { 'no-restricted-syntax': ['error', noExportAll] },
  },
);
