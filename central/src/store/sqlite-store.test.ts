import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from './sqlite-store.ts'
import { storeContract } from './store.contract.ts'

storeContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'archway-store-'))
  return {
    open: () => openSqliteStore(join(folder, 'days')),
    discard: () => rm(folder, { recursive: true }),
  }
})
