/** One grey-blue pixel, a whole world of it. */
const TILE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPwSqgAAAIaASPbDONNAAAAAElFTkSuQmCC',
  'base64',
)
const HEADER_BYTES = 127
const PNG = 2
const UNCOMPRESSED = 1

/** The smallest PMTiles archive (version 3): one picture for zoom 0, nothing compressed. */
export function tinyMap(): Uint8Array {
  // Entries, tile id, run length, length, offset + 1: all below 128, so each varint is one byte.
  const directory = Buffer.from([1, 0, 1, TILE.length, 1])
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
    TILE.length,
    1,
    1,
    1,
  ]
  fields.forEach((value, index) => {
    header.writeBigUInt64LE(BigInt(value), 8 + index * 8)
  })
  header.set([1, UNCOMPRESSED, UNCOMPRESSED, PNG, 0, 0], 96)
  const degrees = [-180, -85, 180, 85]
  degrees.forEach((value, index) => {
    header.writeInt32LE(value * 10_000_000, 102 + index * 4)
  })
  return Buffer.concat([header, directory, metadata, TILE])
}
