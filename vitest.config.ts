import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**'],
    setupFiles: ['test/each-file.ts'],
    env: mode === 'full' ? { STOREPROOF_TESTS: 'full' } : {},
    globalSetup: ['test/build-once.ts'],
    // Ends what hangs. What only waits for a processor, on a machine with twenty busy neighbours, stays far below.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    // One more than the cores of the usual runner: tests of durable writes wait for the disk half of their time.
    maxWorkers: 3,
    // The files share two processes and the modules in them: a process for each took a second of processor time to start
    // and import. What a test changes of its process (environment, patched modules, streams), it puts back.
    isolate: false,
    // Node runs the sources as they are; without Vite in between V8 coverage maps to the real files. Without its loader no
    // test can replace a module (vi.mock), which the next file would get.
    experimental: { viteModuleRunner: false, nodeLoader: false },
  },
}));
