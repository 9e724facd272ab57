import { zxyToTileId } from 'pmtiles'
import { tinyTile, varint } from './tiny-tile.fixture.ts'

/** One grey-blue pixel, a whole world of it. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPwSqgAAAIaASPbDONNAAAAAElFTkSuQmCC',
  'base64',
)
const HEADER_BYTES = 127
const UNCOMPRESSED = 1
const TILE_TYPES = { vector: 1, picture: 2 } as const
/** The tile of zoom 14 over the recorded alerts' place. */
const ST_LOUIS = { z: 14, x: 4084, y: 6281 }

/** The smallest PMTiles archive (version 3): one tile, nothing compressed. */
export function tinyMap(type: keyof typeof TILE_TYPES): Uint8Array {
  const at = type === 'vector' ? ST_LOUIS : { z: 0, x: 0, y: 0 }
  const tile = type === 'vector' ? tinyTile() : PIXEL
  const id = zxyToTileId(at.z, at.x, at.y)
  // Entries, then of the one entry: tile id, run length, length, offset + 1.
  const directory = Buffer.from([1, ...varint(id), 1, ...varint(tile.length), 1])
  const metadata = Buffer.from('{"attribution":"drawn for a test"}')
  const metadataAt = HEADER_BYTES + directory.length
  const tilesAt = metadataAt + metadata.length
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('PMTiles')
  header.writeUInt8(3, 7)
  const fields = [
    HEADER_BYTES,
    directory.length,
    metadataAt,
    metadata.length,
    tilesAt,
    0,
    tilesAt,
    tile.length,
    1,
    1,
    1,
  ]
  fields.forEach((value, index) => {
    header.writeBigUInt64LE(BigInt(value), 8 + index * 8)
  })
  header.set([1, UNCOMPRESSED, UNCOMPRESSED, TILE_TYPES[type], at.z, at.z], 96)
  const degrees = [-180, -85, 180, 85]
  degrees.forEach((value, index) => {
    header.writeInt32LE(value * 10_000_000, 102 + index * 4)
  })
  return Buffer.concat([header, directory, metadata, tile])
}
