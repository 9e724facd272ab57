import Database from 'better-sqlite3'
import { z } from 'zod'

/** Bytes of JSON, about, that make a chunk. */
const CHUNK = 2 ** 20
const PAGE_BYTES = 16_384

const Schema = z.array(
  z.strictObject({ type: z.enum(['table', 'index', 'trigger']), name: z.string(), sql: z.string() }),
)
const Head = z.strictObject({
  format: z.literal('archway-day-rows-1'),
  schemaVersion: z.int(),
  schema: Schema,
})
const Cell = z.union([z.null(), z.number(), z.string(), z.strictObject({ base64: z.string() })])
const Part = z.strictObject({ table: z.string(), rows: z.array(z.array(Cell)) })

const text = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))
const parse = <T>(schema: z.ZodType<T>, chunk: Uint8Array): T =>
  schema.parse(JSON.parse(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('utf8')))

/**
 * A day's file as chunks of JSON: first its schema, then its rows, table by table, all as they were at one moment.
 * Nothing of it touches a disk on the way, as a copy of the file would.
 */
export function* dumpDay(path: string): Generator<Uint8Array, void> {
  const db = new Database(path, { readonly: true, fileMustExist: true })
  try {
    db.exec('BEGIN')
    const schema = db
      .prepare<[], z.infer<typeof Schema>[number]>(
        `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         ORDER BY rowid`,
      )
      .all()
    const schemaVersion = Number(db.pragma('user_version', { simple: true }))
    yield text({ format: 'archway-day-rows-1', schemaVersion, schema } satisfies z.infer<typeof Head>)
    for (const { name } of schema.filter(({ type }) => type === 'table')) yield* dumpTable(db, name)
  } finally {
    db.close()
  }
}

function* dumpTable(db: Database.Database, table: string): Generator<Uint8Array, void> {
  let rows: z.infer<typeof Cell>[][] = []
  let size = 0
  for (const row of db
    .prepare<[], unknown[]>(`SELECT * FROM ${quoted(table)}`)
    .raw()
    .iterate()) {
    const cells = row.map(cellOf)
    rows.push(cells)
    for (const cell of cells) size += typeof cell === 'string' ? cell.length : 24
    if (size < CHUNK) continue
    yield text({ table, rows } satisfies z.infer<typeof Part>)
    rows = []
    size = 0
  }
  if (rows.length > 0) yield text({ table, rows } satisfies z.infer<typeof Part>)
}

/**
 * Makes a day's file from its chunks. Indexes and triggers come after the rows.
 * @param path must not exist yet
 */
export async function loadDay(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const db = new Database(path)
  try {
    db.pragma(`page_size = ${PAGE_BYTES}`)
    db.pragma('foreign_keys = OFF')
    let head: z.infer<typeof Head> | null = null
    const inserts = new Map<string, Database.Statement<unknown[]>>()
    const insertAll = db.transaction(({ table, rows }: z.infer<typeof Part>) => {
      for (const row of rows) {
        const insert = inserts.get(table) ?? db.prepare<unknown[]>(insertInto(table, row.length))
        inserts.set(table, insert)
        insert.run(
          row.map((cell) => (typeof cell === 'object' && cell ? Buffer.from(cell.base64, 'base64') : cell)),
        )
      }
    })
    for await (const chunk of chunks) {
      if (head) insertAll(parse(Part, chunk))
      else {
        head = parse(Head, chunk)
        for (const { type, sql } of head.schema) if (type === 'table') db.exec(sql)
      }
    }
    if (!head) throw new Error(`the archive for ${path} is empty`)
    for (const { type, sql } of head.schema) if (type !== 'table') db.exec(sql)
    db.pragma(`user_version = ${head.schemaVersion}`)
  } finally {
    db.close()
  }
}

const insertInto = (table: string, width: number) =>
  `INSERT INTO ${quoted(table)} VALUES (${Array(width).fill('?').join(', ')})`

/** Names come from the schema of a file that this program made; quoted all the same. */
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

function cellOf(value: unknown): z.infer<typeof Cell> {
  if (Buffer.isBuffer(value)) return { base64: value.toString('base64') }
  if (value === null || typeof value === 'number' || typeof value === 'string') return value
  throw new Error(`a cell of type ${typeof value} cannot be backed up`)
}
