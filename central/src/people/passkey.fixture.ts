import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

type Json = Record<string, unknown>

/** An authenticator made of nothing but keys: what a browser with a passkey would answer. */
export interface SoftPasskey {
  /** Answers the options of a registration. */
  make(options: Json): Json
  /** Answers the options of a login. */
  show(options: Json): Json
}

const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04
const HAS_KEY = 0x40

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()
const base64 = (data: Buffer) => data.toString('base64url')
/** CBOR: a byte string of 24 to 255 bytes, and a text of less than 24. */
const bytes = (data: Buffer) => Buffer.concat([Buffer.from([0x58, data.length]), data])
const text = (word: string) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)])

/** @param origin as the browser's address bar says it: the server's name must be in it */
export function softPasskey(origin: string): SoftPasskey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  const relyingParty = sha256(new URL(origin).hostname)
  let uses = 0

  const head = (flags: number) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(uses++)
    return Buffer.concat([relyingParty, Buffer.from([flags]), count])
  }
  const clientData = (type: string, { challenge }: Json) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const answer = (response: Json) => ({
    id: base64(id),
    rawId: base64(id),
    type: 'public-key',
    clientExtensionResults: {},
    response,
  })
  /** COSE: an elliptic key (2) for ES256 (-7) on P-256 (1), x and y. */
  const coseKey = () => {
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const [x32, y32] = [x, y].map((part) => bytes(Buffer.from(part, 'base64url')))
    return Buffer.concat([
      Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
      x32 ?? Buffer.alloc(0),
      Buffer.from([0x22]),
      y32 ?? Buffer.alloc(0),
    ])
  }
  return {
    make(options) {
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, coseKey()])
      const authData = Buffer.concat([head(USER_PRESENT | USER_VERIFIED | HAS_KEY), credential])
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        ...[
          text('fmt'),
          text('none'),
          text('attStmt'),
          Buffer.from([0xa0]),
          text('authData'),
          bytes(authData),
        ],
      ])
      return answer({
        clientDataJSON: base64(clientData('webauthn.create', options)),
        attestationObject: base64(attestation),
        transports: ['internal'],
      })
    },
    show(options) {
      const client = clientData('webauthn.get', options)
      const authenticatorData = head(USER_PRESENT | USER_VERIFIED)
      const signed = createSign('sha256').update(Buffer.concat([authenticatorData, sha256(client)]))
      return answer({
        clientDataJSON: base64(client),
        authenticatorData: base64(authenticatorData),
        signature: base64(signed.sign(privateKey)),
      })
    },
  }
}
