import fc from 'fast-check'
import { agentIds, arbitraryLine, type LineData } from './lines.js'
import { arbitrarySchedule, type ScheduleData, zones } from './schedules.js'

/** A project as plain data, in the shape of the YAML; JSON is YAML. */
export interface ProjectData {
  readonly version: 1
  readonly site: { readonly timezone: string }
  readonly schedules: Readonly<Record<string, ScheduleData>>
  readonly agents: Readonly<Record<string, { readonly uri: string }>>
  readonly lines: Readonly<Record<string, LineData>>
  readonly [key: string]: unknown
}

/**
 * A valid project with so many lines, of every kind. Of all keys that alter what becomes of a call, only these are
 * always the same: `edge.flood`, whose limit is far away because most refusals are meant here, and `nodes`, of which
 * there is one because the node that takes a call is chance.
 */
export function arbitraryProject(lineCount: number): fc.Arbitrary<ProjectData> {
  return fc
    .record({
      zone: fc.constantFrom(...zones),
      schedules: fc.array(arbitrarySchedule(), { minLength: 4, maxLength: 4 }),
      lines: fc.tuple(...Array.from({ length: lineCount }, (_, index) => arbitraryLine(index))),
      talk: talk(),
      zendesk: fc.constantFrom(undefined, undefined, { subdomain: 'acme' }),
      defaults: defaults(),
    })
    .map(({ zone, schedules, lines, talk: preset, zendesk, defaults: common }) => ({
      version: 1,
      site: { name: 'conformance', timezone: zone },
      edge: {
        domains: ['sip.acme.example'],
        listen: ['udp:198.51.100.10:5060', 'tcp:198.51.100.10:5060', 'tls:198.51.100.10:5061'],
        tls: { certificate: '/etc/sipin/tls/fullchain.pem', private_key: '/etc/sipin/tls/key.pem' },
        inside: 'udp:10.0.0.5:5060',
        flood: { requests: 1_000_000, per: '1s' },
      },
      nodes: { ast1: { sip: '10.0.0.11:5060', media: '198.51.100.11' } },
      trunks: {
        carrier: {
          uri: 'sip:192.0.2.3',
          allow: ['192.0.2.0/29'],
          media: [{ ranges: ['192.0.2.0/29'], ports: '20000-60000' }],
        },
      },
      ...(preset ? { talk: preset } : {}),
      ...(zendesk ? { zendesk } : {}),
      ...(common ? { defaults: common } : {}),
      schedules: Object.fromEntries(schedules.map((data, index) => [`s${index}`, data])),
      agents: Object.fromEntries(
        agentIds.map((id, index) => [
          id,
          {
            uri: `sip:${id}@10.0.1.${20 + index}`,
            ...(zendesk && index % 3 === 0 ? { zendesk: 1900000000 + index } : {}),
          },
        ]),
      ),
      lines: Object.fromEntries(lines.map((data, index) => [`l${index}`, data])),
    }))
}

/** Where Talk is when Twilio has moved: nobody else is there. */
function talk(): fc.Arbitrary<unknown> {
  return fc.constantFrom(undefined, undefined, {
    signalling: ['198.51.100.224/30'],
    media: { ranges: ['198.51.100.232/29'], ports: '20000-60000' },
  })
}

/** Keys of lines that say nothing of them. */
function defaults(): fc.Arbitrary<unknown> {
  return fc.constantFrom<unknown>(
    undefined,
    undefined,
    undefined,
    undefined,
    { ticket: 'required' },
    { codecs: ['PCMA'], voicemail: true },
    { caller_id: { from: ['p-asserted-identity', 'from'], anonymous: 'reject' }, hours: 's0' },
  )
}
