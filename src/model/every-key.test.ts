import { expect, it } from '@jest/globals'
import { projectOf } from '../testing/project.js'

const every = `
version: 1
edge:
  listen: [udp:198.51.100.10:5060, tls:198.51.100.10:5061]
  tls: {certificate: /etc/sipin/tls/fullchain.pem, private_key: /etc/sipin/tls/key.pem}
trunks:
  carrier: {uri: sip:sbc.carrier.example, allow: [192.0.2.0/29]}
  spare: {uri: "sip:sbc.spare.example:5070"}
zendesk: {subdomain: acme}
schedules:
  office: {timezone: Europe/Paris, weekly: {mon-fri: 09:00-18:00}}
agents:
  alice: {uri: sip:alice@10.0.1.20}
defaults:
  allow: [203.0.113.0/28]
lines:
  support:
    uri: sip:acme-support@acme-support.sip.twilio.com
    ticket: {policy: required, also: [User-to-User]}
    caller_id: {from: [P-Asserted-Identity, from], anonymous: reject}
    secure: true
    hours: office
    override: {state: closed, until: 2026-12-01T12:00}
    overflow:
      - {to: sip:night@ai.example.net, ring: 10s}
      - {to: tel:+33-1-23456789}
  sales:
    uri: sip:sales@sip.acme.example
    agents: [alice]
    menu:
      prompt: sounds/menu.wav
      keys: {1: agents, 2: "tel:+33123456789", "*": voicemail, "#": sip:desk@desk.example}
    voicemail: {email: sales@acme.example}
`

const values = (list: readonly { readonly value: unknown }[]) => list.map(({ value }) => value)

it('reads what the site says of TLS, trunks and Zendesk', () => {
  const { edge, trunks, zendesk } = projectOf(every)
  expect(edge.tls?.certificate.value).toBe('/etc/sipin/tls/fullchain.pem')
  expect(edge.tls?.privateKey.value).toBe('/etc/sipin/tls/key.pem')
  expect(trunks.map(({ id, uri, allow }) => [id, uri.value.host, uri.value.port, allow.length])).toEqual([
    ['carrier', 'sbc.carrier.example', undefined, 1],
    ['spare', 'sbc.spare.example', 5070, 0],
  ])
  expect(zendesk?.subdomain.value).toBe('acme')
})

it('reads what a line says of callers and of its hours', () => {
  const [support] = projectOf(every).lines
  expect(support?.ticket.policy).toBe('required')
  expect(values(support?.ticket.also ?? [])).toEqual(['user-to-user'])
  expect(values(support?.callerId.from ?? [])).toEqual(['p-asserted-identity', 'from'])
  expect(support?.callerId.anonymous).toBe('reject')
  expect(support?.secure.talk.value).toBe(true)
  expect(support?.secure.callers.value).toBe(false)
  expect(support?.override?.state).toBe('closed')
  expect(support?.override?.until?.value).toEqual({ date: '2026-12-01', minute: 720 })
  expect(support?.override?.timezone).toBe('Europe/Paris')
})

it('reads where a line sends calls', () => {
  const [support, sales] = projectOf(every).lines
  expect(support?.overflow.map(({ to, ring }) => [to.value, ring])).toEqual([
    [expect.objectContaining({ kind: 'sip' }), 10],
    [{ kind: 'tel', number: '+33123456789' }, 30],
  ])
  expect(sales?.menu?.prompt?.value).toBe('sounds/menu.wav')
  expect(sales?.menu?.keys.map(({ key, action }) => [key, action.value.kind])).toEqual([
    ['1', 'agents'],
    ['2', 'target'],
    ['*', 'voicemail'],
    ['#', 'target'],
  ])
  expect(sales?.voicemail?.email?.value).toBe('sales@acme.example')
})

it('takes the defaults of what is not said', () => {
  const [, sales] = projectOf(every).lines
  expect(sales?.ticket).toEqual({ policy: 'optional', also: [] })
  expect(values(sales?.callerId.from ?? [])).toEqual(['from'])
  expect(sales?.callerId.anonymous).toBe('pass')
  expect(sales?.secure.talk.value).toBe(false)
  expect(sales?.override).toBeUndefined()
})
