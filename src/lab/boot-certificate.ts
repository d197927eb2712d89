import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Diagnostic, Finding, Located, Severity } from '../diagnostic.js'
import type { Edge } from '../model/project.js'
import { diagnosticOf } from '../problems.js'
import type { MachineFile } from '../read/machine-file.js'

/** The files of `edge.tls`, as they are on this machine. */
export interface CertificateFiles {
  readonly certificate: MachineFile
  readonly privateKey: MachineFile
}

/** Before so few days are left, a certificate has been renewed by anything that renews certificates. */
const soonDays = 21
const day = 24 * 60 * 60 * 1000

/** Whether the edge's certificate serves on the day `now`: read by Kamailio, valid, with its key, for the edge's names. */
export function judgeCertificate({ tls, domains }: Edge, files: CertificateFiles, now: Date): Diagnostic[] {
  if (!tls) return []
  const unread = [
    ...unreadFile(tls.certificate, files.certificate),
    ...unreadFile(tls.privateKey, files.privateKey),
  ]
  const { certificate: chain, privateKey: key } = files
  if (chain.kind !== 'text') return unread
  const certificate = parsed(() => new X509Certificate(chain.text))
  if (!certificate) {
    return [...unread, fault(tls.certificate, 'holds no certificate in PEM', { why: starts, help: pem })]
  }
  return [
    ...unread,
    ...judgeDates(tls.certificate, certificate, now),
    ...(key.kind === 'text' ? judgeKey(tls.privateKey, certificate, key.text) : []),
    ...domains
      .filter(({ value }) => certificate.checkHost(value) === undefined)
      .map(({ value, place }) =>
        fault(tls.certificate, `is not for \`${value}\``, {
          why: 'Callers who look at certificates do not call an edge under a name that is not in its own.',
          help: `have a certificate made for \`${value}\` too, or take it out of \`edge.domains\``,
          related: [{ place, text: 'this is a name of the edge' }],
        }),
      ),
  ]
}

const starts = 'Kamailio does not start without a certificate and its key.'
const pem = 'write the certificate and those between it and its authority into the file, in PEM'
const renewal = 'renew it, then `kamcmd tls.reload`; docs/deploy.md shows a hook that does'

function judgeDates(file: Located<string>, { validFrom, validTo }: X509Certificate, now: Date): Diagnostic[] {
  const [from, to] = [new Date(validFrom), new Date(validTo)]
  const on = to.toISOString().slice(0, 10)
  const why = 'Talk and callers over TLS refuse a certificate out of its time, and so every call.'
  if (now < from) {
    const begin = from.toISOString().slice(0, 10)
    return [fault(file, `is not valid before ${begin}`, { why, help: 'look at the clock of this machine' })]
  }
  if (now >= to) return [fault(file, `expired on ${on}`, { why, help: renewal })]
  const days = Math.floor((to.getTime() - now.getTime()) / day)
  if (days >= soonDays) return []
  const left = days === 0 ? 'in less than a day' : `in ${days} day${days === 1 ? '' : 's'}`
  return [fault(file, `expires ${left}, on ${on}`, { why, help: renewal }, 'warning')]
}

function judgeKey(file: Located<string>, certificate: X509Certificate, text: string): Diagnostic[] {
  const key = parsed(() => createPrivateKey(text))
  if (!key) {
    const help = 'write the private key into the file, in PEM and without a passphrase'
    return [fault(file, 'holds no private key that can be read', { why: starts, help })]
  }
  if (certificate.checkPrivateKey(key)) return []
  const help = 'name the key that the certificate was made for'
  return [fault(file, 'is not the key of the certificate', { why: starts, help })]
}

function unreadFile(file: Located<string>, found: MachineFile): Diagnostic[] {
  switch (found.kind) {
    case 'text':
      return []
    case 'absent':
      return [
        fault(file, 'is not on this machine, so nothing is known of it', { help: onTheEdge, why }, 'note'),
      ]
    case 'unreadable':
      return [fault(file, `${found.reason}, so nothing is known of it`, { help: onTheEdge, why }, 'note')]
    case 'closed':
      return [
        fault(file, `is behind \`${found.at}\`, which only root reads (mode ${found.mode})`, {
          why: "Kamailio runs as a user of its own, as Let's Encrypt's `live` and `archive` do not foresee; it would not start.",
          help: 'copy the files to a folder that Kamailio may read, as the hook in docs/deploy.md does',
        }),
      ]
  }
}

const why = 'An expired certificate, or the wrong one, is found where the file is.'
const onTheEdge = 'run `sipin test --boot` as root on the edge to have it looked at'

function fault(
  { value, place }: Located<string>,
  what: string,
  more: Partial<Finding>,
  severity: Severity = 'error',
): Diagnostic {
  return diagnosticOf('certificate', severity, { message: `\`${value}\` ${what}`, place, ...more })
}

function parsed<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
