import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { isRootsAlone, type MachineFile, readMachineFile } from '../read/machine-file.js'
import { makeCertificate } from '../testing/certificate.js'
import { projectOf } from '../testing/project.js'
import { judgeCertificate } from './boot-certificate.js'

const { edge } = projectOf(`
version: 1
edge:
  domains: [sip.acme.example, sip.acme.test]
  listen: [tls:198.51.100.10:5061, udp:198.51.100.10:5060]
  tls: {certificate: /etc/sipin/tls/fullchain.pem, private_key: /etc/sipin/tls/key.pem}
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    allow: [203.0.113.0/28]
    voicemail: true
`)

const names = ['*.acme.example', 'sip.acme.test']
const good = makeCertificate(names, new Date('2026-09-01T00:00:00Z'), new Date('2026-12-01T12:00:00Z'))
const other = makeCertificate(['sip.acme.test'], new Date('2026-09-01'), new Date('2026-12-01T12:00:00Z'))
const absent: MachineFile = { kind: 'absent' }

const text = (content: string): MachineFile => ({ kind: 'text', text: content })

function said(
  now: string,
  certificate: MachineFile = text(good.certificate),
  privateKey: MachineFile = text(good.privateKey),
): string[] {
  const found = judgeCertificate(edge, { certificate, privateKey }, new Date(now))
  return found.map(({ severity, message }) => `${severity}: ${message}`)
}

describe('the certificate of the edge', () => {
  it.each<[string, string[]]>([
    ['2026-11-01T00:00:00Z', []],
    ['2026-11-10T12:00:00Z', []],
    ['2026-11-10T12:00:01Z', ['warning: `/etc/sipin/tls/fullchain.pem` expires in 20 days, on 2026-12-01']],
    ['2026-11-30T11:00:00Z', ['warning: `/etc/sipin/tls/fullchain.pem` expires in 1 day, on 2026-12-01']],
    [
      '2026-12-01T11:59:59Z',
      ['warning: `/etc/sipin/tls/fullchain.pem` expires in less than a day, on 2026-12-01'],
    ],
    ['2026-12-01T12:00:00Z', ['error: `/etc/sipin/tls/fullchain.pem` expired on 2026-12-01']],
    ['2026-08-31T23:59:59Z', ['error: `/etc/sipin/tls/fullchain.pem` is not valid before 2026-09-01']],
  ])('at %s', (now, expected) => {
    expect(said(now)).toEqual(expected)
  })

  it('is for every name of the edge, and has its key', () => {
    expect(said('2026-11-01', text(other.certificate), text(good.privateKey))).toEqual([
      'error: `/etc/sipin/tls/key.pem` is not the key of the certificate',
      'error: `/etc/sipin/tls/fullchain.pem` is not for `sip.acme.example`',
    ])
  })

  it('is one, and its key is one', () => {
    expect(said('2026-11-01', text('nonsense'), text('nonsense'))).toEqual([
      'error: `/etc/sipin/tls/fullchain.pem` holds no certificate in PEM',
    ])
    expect(said('2026-11-01', text(good.certificate), text('nonsense'))).toEqual([
      'error: `/etc/sipin/tls/key.pem` holds no private key that can be read',
    ])
  })

  it('is a note where it is not on this machine', () => {
    expect(said('2026-11-01', absent, absent)).toEqual([
      'note: `/etc/sipin/tls/fullchain.pem` is not on this machine, so nothing is known of it',
      'note: `/etc/sipin/tls/key.pem` is not on this machine, so nothing is known of it',
    ])
    expect(said('2026-12-02', text(good.certificate), absent)).toEqual([
      'note: `/etc/sipin/tls/key.pem` is not on this machine, so nothing is known of it',
      'error: `/etc/sipin/tls/fullchain.pem` expired on 2026-12-01',
    ])
  })

  it('is an error where only root gets to it', () => {
    const closed: MachineFile = { kind: 'closed', at: '/etc/letsencrypt/live', mode: '0700' }
    expect(said('2026-11-01', closed, absent)[0]).toBe(
      'error: `/etc/sipin/tls/fullchain.pem` is behind `/etc/letsencrypt/live`, which only root reads (mode 0700)',
    )
  })
})

describe('a file of the machine', () => {
  const live = { mode: 0o40700, uid: 0, gid: 0 }

  it.each([
    ["Let's Encrypt's live", live, 1, true],
    ['a folder of root that anybody enters', { ...live, mode: 0o40755 }, 1, false],
    ['one that a group enters', { ...live, mode: 0o40750, gid: 118 }, 1, false],
    ["one that root's group enters", { ...live, mode: 0o40750 }, 1, true],
    ['one of kamailio', { ...live, uid: 115 }, 1, false],
    ['a key of root', { mode: 0o100600, uid: 0, gid: 0 }, 4, true],
    ['a key for a group', { mode: 0o100640, uid: 0, gid: 118 }, 4, false],
  ] as const)('%s', (_, stats, right, expected) => {
    expect(isRootsAlone(stats, right)).toBe(expected)
  })

  it('is read, or is not there', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sipin-machine-'))
    try {
      const file = path.join(folder, 'key.pem')
      writeFileSync(file, 'a key', { mode: 0o644 })
      // Of root, mkdtemp's 0700 is closed as Let's Encrypt's is; of anybody else it may be kamailio's own.
      expect(readMachineFile(file)).toEqual(
        process.getuid?.() === 0
          ? { kind: 'closed', at: folder, mode: '0700' }
          : { kind: 'text', text: 'a key' },
      )
      expect(readMachineFile(path.join(folder, 'gone', 'key.pem')).kind).not.toBe('text')
      expect(readMachineFile('/nowhere/at/all.pem')).toEqual({ kind: 'absent' })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
