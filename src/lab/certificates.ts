import { cpSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Engine } from '../engine/engine.js'
import type { Project } from '../model/project.js'
import { targetsOf } from '../policy/legs.js'
import { authorities } from '../render/kamailio/tls.js'
import { removeTemporary, temporaryFolder } from '../write/temporary.js'
import { tlsFolder } from './actor/transports/tls.js'
import type { Container } from './container.js'
import { zendeskHosts } from './stand-ins.js'

/** Folders with files at the paths where each engine looks for them; undefined: it looks for none. */
export interface CertificateFolders {
  readonly edge: string | undefined
  readonly node: string | undefined
}

/** Where Asterisk's HTTP client has the authorities that it trusts, on Debian. */
const nodeAuthorities = '/etc/ssl/certs/ca-certificates.crt'

/**
 * Makes one certificate for the edge, Talk and Zendesk, which is its own authority, and gives use folders with the
 * files at the paths that the engines look for; the folders are gone afterwards. The private key is in no other place.
 */
export async function withCertificates<T>(
  engine: Engine,
  { name, exec }: Container,
  project: Project,
  use: (folders: CertificateFolders) => Promise<T>,
): Promise<T> {
  const { tls } = project.edge
  if (!tls && !project.zendesk) return use({ edge: undefined, node: undefined })
  await exec(['mkdir', '-p', tlsFolder])
  const names = [...certified(project)].join(',')
  // The nodes' clocks show whatever time a scenario wants.
  const validity = ['-not_before', '20000101000000Z', '-not_after', '20991231235959Z']
  await exec([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...[...validity, '-subj', '/CN=sipin lab', '-addext', `subjectAltName=${names}`],
    ...['-keyout', `${tlsFolder}/key.pem`, '-out', `${tlsFolder}/fullchain.pem`],
  ])
  await exec(['chmod', '644', `${tlsFolder}/key.pem`])
  const folder = temporaryFolder('sipin-tls-')
  try {
    const root = { edge: path.join(folder, 'edge'), node: path.join(folder, 'node') }
    await engine.run(['cp', `${name}:${tlsFolder}/.`, `${folder}/made`])
    const place = (made: string, on: keyof CertificateFolders, wanted: string): void => {
      mkdirSync(path.dirname(path.join(root[on], wanted)), { recursive: true })
      cpSync(path.join(folder, 'made', made), path.join(root[on], wanted))
    }
    if (tls) {
      place('fullchain.pem', 'edge', tls.certificate.value)
      place('key.pem', 'edge', tls.privateKey.value)
      place('fullchain.pem', 'edge', authorities)
    }
    if (project.zendesk) place('fullchain.pem', 'node', nodeAuthorities)
    return await use({ edge: tls && root.edge, node: project.zendesk && root.node })
  } finally {
    removeTemporary(folder)
  }
}

/** Everybody who is called over TLS, by name or address. */
function certified(project: Project): Set<string> {
  const targets = project.lines.flatMap(line => targetsOf(line, project).map(({ uri }) => uri))
  // The wildcard covers one label: hosts of a region have one more.
  const talk = project.lines.flatMap(({ uri, secure }) => (secure.talk.value ? [uri.value.host] : []))
  const called = [...targets, ...project.agents.map(({ uri }) => uri.value)]
  return new Set([
    ...['*.sip.twilio.com', ...talk, ...zendeskHosts(project)].map(host => `DNS:${host}`),
    ...called
      .filter(({ transport }) => transport === 'tls')
      .map(({ host, hostKind }) => `${hostKind === 'name' ? 'DNS' : 'IP'}:${host}`),
  ])
}
