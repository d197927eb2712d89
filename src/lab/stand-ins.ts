import type { Project } from '../model/project.js'
import { zendeskHost } from '../model/zendesk-host.js'
import type { Endpoint } from './actor/protocol.js'

/** Where the lab's Zendesk is; from the range for benchmarks (RFC 2544). */
export const zendeskAddress: Endpoint = { ip: '198.18.0.4', port: 443 }

/** The names under which nodes look for Zendesk. */
export function zendeskHosts({ zendesk }: Project): readonly string[] {
  return zendesk ? [zendeskHost(zendesk)] : []
}

/** Where the lab's mail server is; from the range for benchmarks (RFC 2544). */
export const mailAddress: Endpoint = { ip: '198.18.0.5', port: 25 }

/** The name of the mail server, if there is something to mail; docker/node/Dockerfile tells it the nodes' mail command. */
export function mailHosts({ lines }: Project): readonly string[] {
  return lines.some(({ voicemail }) => voicemail?.email) ? ['smtp.sipin.invalid'] : []
}
