import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Engine } from '../engine/engine.js'
import type { Project } from '../model/project.js'
import { authorities } from '../render/kamailio/tls.js'
import { tlsFolder } from './actor/transports/tls.js'
import type { Container } from './container.js'

/**
 * Makes one certificate for the edge and Talk, which is its own authority, and gives use a folder with the files
 * at the paths that the edge looks for; the folder is gone afterwards. The private key is in no other place.
 */
export async function withCertificates<T>(
  engine: Engine,
  { name, exec }: Container,
  { edge: { tls } }: Project,
  use: (root: string | undefined) => Promise<T>,
): Promise<T> {
  if (!tls) return use(undefined)
  await exec(['mkdir', '-p', tlsFolder])
  await exec([
    ...['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-days', '2', '-subj', '/CN=sipin lab', '-addext', 'subjectAltName=DNS:*.sip.twilio.com'],
    ...['-keyout', `${tlsFolder}/key.pem`, '-out', `${tlsFolder}/fullchain.pem`],
  ])
  await exec(['chmod', '644', `${tlsFolder}/key.pem`])
  const folder = mkdtempSync(path.join(tmpdir(), 'sipin-tls-'))
  try {
    const root = path.join(folder, 'root')
    await engine.run(['cp', `${name}:${tlsFolder}/.`, `${folder}/made`])
    const place = (made: string, wanted: string): void => {
      mkdirSync(path.dirname(path.join(root, wanted)), { recursive: true })
      cpSync(path.join(folder, 'made', made), path.join(root, wanted))
    }
    place('fullchain.pem', tls.certificate.value)
    place('key.pem', tls.privateKey.value)
    place('fullchain.pem', authorities)
    return await use(root)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
