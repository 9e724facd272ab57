import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

/** The page as it is shipped, built into a folder of its own. */
export async function buildPage(): Promise<{ readonly site: string; remove(): Promise<void> }> {
  const site = await mkdtemp(join(tmpdir(), 'archway-page-'))
  await build({
    configFile: join(import.meta.dirname, '..', 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: site, emptyOutDir: true, minify: false },
  })
  return { site, remove: () => rm(site, { recursive: true, force: true }) }
}
