import { generateKeyPairSync, sign } from 'node:crypto'

export interface MadeCertificate {
  readonly certificate: string
  readonly privateKey: string
}

/** A certificate that is its own authority (RFC 5280), with a new key, for names between two instants. */
export function makeCertificate(names: readonly string[], from: Date, to: Date): MadeCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const ed25519 = der(0x30, Buffer.from('06032b6570', 'hex'))
  const commonName = der(0x30, Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('sipin test')))
  const name = der(0x30, der(0x31, commonName))
  const hosts = der(0x30, ...names.map(host => der(0x82, Buffer.from(host))))
  const subjectAltName = der(0x30, Buffer.from('0603551d11', 'hex'), der(0x04, hosts))
  const body = der(
    0x30,
    der(0xa0, Buffer.from('020102', 'hex')),
    Buffer.from('020101', 'hex'),
    ed25519,
    name,
    der(0x30, time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, subjectAltName)),
  )
  const signature = der(0x03, Buffer.from([0]), sign(null, body, privateKey))
  const text = der(0x30, body, ed25519, signature).toString('base64').replace(/.{64}/g, '$&\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`,
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}

/** A value of DER: its tag, its length, and what is in it. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function time(instant: Date): Buffer {
  return der(0x18, Buffer.from(`${instant.toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`))
}
