import fc from 'fast-check'
import { formatAddress } from '../../model/network.js'
import type { Line, Project } from '../../model/project.js'
import { formatSipUri } from '../../model/sip-uri.js'
import { mostReturns } from '../../policy/refer.js'

export function weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): fc.Arbitrary<T> {
  return fc.oneof(
    ...choices
      .filter(([weight]) => weight > 0)
      .map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })),
  )
}

export function arbitraryUri({ id, uri: { value } }: Line): fc.Arbitrary<string | undefined> {
  return weighted<string | undefined>([
    [40, undefined],
    [3, `sip:anybody@${value.host}`],
    [1, `sip:${id}@sip.acme.example`],
    [1, `sip:${id.toUpperCase()}@SIP.Acme.Example`],
    [1, `sip:${id}@198.51.100.10`],
    [1, `sip:${id}@10.0.0.5`],
    [1, `sip:${value.host.toUpperCase()};transport=udp`],
    [1, 'sip:nobody@sip.acme.example'],
    [1, 'sip:sip.acme.example'],
    [1, 'sip:l0@unknown.example'],
  ])
}

export function arbitrarySource({ allow }: Line): fc.Arbitrary<string> {
  const own = allow.flatMap(({ value: { family, first, last } }) => [
    formatAddress(family, first),
    formatAddress(family, first + 1n),
    formatAddress(family, last),
  ])
  return fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...own) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '203.0.113.5',
        '203.0.113.20',
        '203.0.113.33',
        '192.0.2.130',
        '198.51.100.70',
        '54.172.60.1',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom('192.0.2.66', '203.0.113.40', '198.51.100.96', '54.172.60.4') },
  )
}

const oddTickets = [
  '0',
  '007',
  '+12',
  '-5',
  '12a',
  '4711 ',
  '12, 34',
  '"12"',
  '4711;x=1',
  '1234567890123456789',
  '12345678901234567890',
  '1e3',
  '٤٧',
]

export function arbitraryTicket(): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 24, arbitrary: fc.integer({ min: 1, max: 2 ** 40 }).map(String) },
    { weight: 2, arbitrary: fc.constantFrom(...oddTickets) },
    { weight: 1, arbitrary: fc.constantFrom(['4711', '4711'], ['4711', '4712']) },
  )
}

/** Whatever a call shows as its number is no other call's. */
function numberOf(number: number, head: '0' | '1' | '2'): string {
  return `33199${head}${String(number).padStart(5, '0')}`
}

/** The user of the From URI: mostly a number, in one of the forms in which there are numbers. */
export function arbitraryCaller(number: number): fc.Arbitrary<string> {
  return weighted([
    [30, `+${numberOf(number, '0')}`],
    [2, numberOf(number, '0')],
    [2, `00${numberOf(number, '0')}`],
    [1, 'anonymous'],
    [1, 'bob'],
    [1, '0199'],
  ])
}

export function arbitraryHeaders(number: number): fc.Arbitrary<string[] | undefined> {
  const asserted = numberOf(number, '1')
  return weighted<string[] | undefined>([
    [16, undefined],
    [1, ['X-Zendesk-Priority: high', 'X-Sipin-Line: l0', 'X-Sipin-Leg: talk']],
    [1, ['User-to-User: 4711;encoding=text', `P-Asserted-Identity: <sip:+${asserted}@192.0.2.1>`]],
    [1, [`P-Asserted-Identity: "Bob" <tel:+${asserted}>`]],
    [1, [`P-Asserted-Identity: <sip:${asserted}@192.0.2.1;user=phone>`, 'Privacy: none']],
    [1, [`P-Asserted-Identity: <sip:anonymous@anonymous.invalid>`]],
    [1, [`P-Asserted-Identity: <sip:+${asserted}@192.0.2.1>`, 'Privacy: id;critical']],
    [1, [`Remote-Party-ID: <sip:00${numberOf(number, '2')}@192.0.2.1>;party=calling`]],
    [1, ['User-to-User: 0034373131']],
    [1, ['User-to-User: "4711";encoding=text']],
    [1, ['User-to-User: abc']],
    [1, ['X-Vendor-Ticket: 815']],
    [1, ['x-vendor-ticket : 0815']],
    [1, ['X-Vendor-Ticket: 815', 'X-Vendor-Ticket: 816']],
  ])
}

/**
 * REFERs of whoever answers; only those of overflow targets are taken. They name lines without agents, whose phones
 * other calls may have, and without a menu, whose key nobody presses a second time.
 */
export function arbitraryRefers({ lines }: Project, line: Line): fc.Arbitrary<object[] | undefined> {
  const reached = lines.filter(({ answer, menu: keys }) => answer?.kind !== 'agents' && !keys)
  if (reached.length === 0 || (line.overflow.length === 0 && !line.menu)) return fc.constant(undefined)
  const named = fc
    .tuple(
      fc.constantFrom(...reached),
      weighted(
        ['', '?X-Zendesk-Ticket-Id=815', '?X-Zendesk-Ticket-Id=0', '?Replaces=a'].map(
          (ticket, index) => [index === 0 ? 3 : 1, ticket] as const,
        ),
      ),
      fc.boolean(),
    )
    .map(([called, ticket, byId]) =>
      byId ? `sip:${called.id}@sip.acme.example${ticket}` : `${formatSipUri(called.uri.value)}${ticket}`,
    )
  const to = fc.oneof(
    { weight: 6, arbitrary: named },
    { weight: 1, arbitrary: fc.constantFrom('sip:nobody@sip.acme.example', 'tel:+33123456789') },
  )
  const headers = weighted<string[] | undefined>([
    [5, undefined],
    [1, ['X-Zendesk-Ticket-Id: 816']],
    [1, ['X-Zendesk-Ticket-Id: 816', 'X-Zendesk-Ticket-Id: 817']],
    [1, ['X-Vendor-Ticket: 818']],
  ])
  const refer = fc.record({ to, headers }).map(({ to: uri, headers: lines }) => ({
    refer: { to: uri, status: 202, ...(lines ? { headers: lines } : {}) },
  }))
  // To the line itself, once more than a call may come back.
  const again = { refer: { to: formatSipUri(line.uri.value), status: 202 } }
  const own = reached.includes(line) ? Array(mostReturns + 1).fill(again) : undefined
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.array(refer, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(refer, { minLength: 3, maxLength: 5 }) },
    { weight: 1, arbitrary: fc.constant(own) },
  )
}
