import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    setupFiles: ['test/take-coverage.ts'],
    env: mode === 'full' ? { STOREPROOF_TESTS: 'full' } : {},
    globalSetup: ['test/build-once.ts'],
    // Ends what hangs. What only waits for a processor, on a machine with twenty busy neighbours, stays far below.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    // Two shared cores: more workers only take turns, and the CLI tests start children of their own.
    maxWorkers: 2,
    // Node runs the sources as they are; without Vite in between V8 coverage maps to the real files.
    experimental: { viteModuleRunner: false },
  },
}));
