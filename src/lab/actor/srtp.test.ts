import { expect, it } from '@jest/globals'
import { createSrtpStream, deriveKeys } from './srtp.js'

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex')

it('derives the keys of RFC 3711 appendix B.3', () => {
  const keys = deriveKeys(hex('E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6'))
  expect(keys.cipherKey).toEqual(hex('C61E7A93744F39EE10734AFE3FF7A087'))
  expect(keys.salt).toEqual(hex('30CBBC08863D8C85D49DB34A9AE1'))
  expect(keys.authKey).toEqual(hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'))
})

// Key, plain and protected packet of libsrtp's own test of AES_CM_128_HMAC_SHA1_80.
const key = hex('e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6')
const plain = hex('800f1234 decafbad cafebabe abababababababababababababababab')
const secret = hex('800f1234 decafbad cafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb')

it("protects and reads libsrtp's reference packet", () => {
  expect(createSrtpStream(key, 10).protect(plain)).toEqual(secret)
  expect(createSrtpStream(key, 10).unprotect(secret)).toEqual(plain)
})

it('refuses a packet of which one bit differs', () => {
  for (let at = 0; at < secret.length; at++) {
    const changed = Buffer.from(secret)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(createSrtpStream(key, 10).unprotect(changed)).toBeUndefined()
  }
})

it('counts the cycles of the sequence number', () => {
  const sender = createSrtpStream(key, 4)
  const receiver = createSrtpStream(key, 4)
  for (const sequence of [65534, 65535, 0, 1]) {
    const packet = Buffer.from(plain)
    packet.writeUInt16BE(sequence, 2)
    expect(receiver.unprotect(sender.protect(packet))).toEqual(packet)
  }
})
