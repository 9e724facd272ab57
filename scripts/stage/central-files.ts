import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

export interface StoredReads {
  readonly ids: readonly string[]
  readonly imagesAnnounced: number
  readonly imagesStored: number
}

/** What lies in central's day files, read past all of its code. */
export function storedReads(stageFolder: string): StoredReads {
  const days = join(stageFolder, 'central/data/days')
  const ids: string[] = []
  const images = { announced: 0, stored: 0 }
  for (const file of readdirSync(days).filter((name) => name.endsWith('.db'))) {
    const db = new Database(join(days, file), { readonly: true })
    ids.push(...db.prepare<[], string>('SELECT id FROM reads').pluck().all())
    const row = db
      .prepare<[], { announced: number; stored: number }>(
        'SELECT count(*) AS announced, coalesce(sum(stored), 0) AS stored FROM images',
      )
      .get()
    images.announced += row?.announced ?? 0
    images.stored += row?.stored ?? 0
    db.close()
  }
  return { ids, imagesAnnounced: images.announced, imagesStored: images.stored }
}
