import type { Reporter, TestModule } from 'vitest/node'

/** Closes a run with one plain line, and fails it when something was skipped where nothing may be. */
export default class PlainReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const count = { passed: 0, failed: 0, skipped: 0 }
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        count[state === 'pending' ? 'skipped' : state] += 1
      }
    }
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`)
    if (process.env.CI === 'true' && count.skipped > 0) {
      process.stdout.write('CI=true: nothing may be skipped.\n')
      process.exitCode = 1
    }
  }
}
