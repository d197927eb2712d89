import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { makeCertificate } from '../testing/certificate.js'
import { startSipin } from '../testing/sipin.js'

it('test --boot looks at the certificate of this machine', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-certificate-'))
  try {
    chmodSync(folder, 0o755)
    const made = makeCertificate(['sip.acme.example'], new Date('2020-01-01'), new Date('2021-01-01'))
    const write = (name: string, text: string): void =>
      writeFileSync(path.join(folder, name), text, { mode: 0o644 })
    write('fullchain.pem', made.certificate)
    write('key.pem', made.privateKey)
    write(
      'sipin.yaml',
      `
version: 1
edge:
  domains: [sip.acme.example]
  listen: [udp:198.51.100.10:5060, tls:198.51.100.10:5061]
  tls: {certificate: ${folder}/fullchain.pem, private_key: ${folder}/key.pem}
nodes:
  ast1: {sip: 198.51.100.11:5060, media: 198.51.100.11}
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    hours: {mon-fri: 09:00-18:00}
    voicemail: true
`,
    )
    const { status, stderr } = await startSipin(['test', '--boot', path.join(folder, 'sipin.yaml')]).ended
    expect(stderr).toContain(`error: \`${folder}/fullchain.pem\` expired on 2021-01-01 [certificate]`)
    expect(stderr).not.toContain('is not the key')
    expect(stderr).not.toContain('logs of the engines')
    expect(status).toBe(1)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
