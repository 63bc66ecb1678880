import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    setupFiles: ['test/take-coverage.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two shared cores: more workers only take turns, and the CLI tests start children of their own.
    maxWorkers: 2,
    // Node runs the sources as they are; without Vite in between V8 coverage maps to the real files.
    experimental: { viteModuleRunner: false },
  },
});
