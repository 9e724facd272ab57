import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    include: ['{shared,edge-agent,central,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**', 'scripts/training/**'],
    reporters: ['default', './scripts/plain-reporter.ts'],
    pool: 'threads',
    // A page has what is asked of it when it has been told and drawn: on a busy machine that is not within a second.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
