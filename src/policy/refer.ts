import { holds, parseAddress } from '../model/network.js'
import type { Line, Project } from '../model/project.js'
import type { Call, Decision } from './call.js'
import { indexLines } from './line-index.js'
import { type RefusalReason, refusalOf } from './refusals.js'
import { parseRequestUri } from './request-uri.js'
import { readTicket } from './ticket.js'

/** A REFER of whoever has a call (RFC 3515). */
export interface Refer {
  /** URI of Refer-To, with its URI headers. */
  readonly to: string
  readonly headers: Call['headers']
}

/** Who sends it: the line of the call, and the outcome that connected the sender. */
export interface Referrer {
  readonly line: Line
  readonly outcome: Decision['outcome']
  /** The literal IP address that it comes from; undefined: unknown, and treated as allowed. */
  readonly source: string | undefined
  /** The ticket of the call so far; the call keeps it when the REFER brings none. */
  readonly ticket: string | undefined
}

export type Referred =
  | { readonly status: number; readonly reason: RefusalReason }
  | { readonly status: 202; readonly line: Line; readonly ticket: string | undefined }

/** How often a call may come back. */
export const mostReturns = 3

/** What becomes of a REFER: only an overflow target may hand a call back, and only to a line (rows 4 to 7). */
export function judgeRefer(project: Project, from: Referrer, { to, headers }: Refer): Referred {
  if (from.outcome !== 'overflow') return refused('method')
  if (!/^(sips?|tel):[^ <>]+$/i.test(to)) return refused('malformed')
  if (!/^sip:/i.test(to)) return refused('no-line')
  const uri = parseRequestUri(to)
  if (!uri) return refused('malformed')
  // Two calls are not joined here (RFC 3891).
  if (/[?&]replaces=/i.test(to)) return refused('extension')
  const line = indexLines(project).lineOf(uri)
  if (!line) return refused('no-line')
  const address = from.source === undefined ? undefined : parseAddress(from.source)
  // To the line that the call is on already, the sender needs no `allow`: it is a party of the call.
  if (line !== from.line && address && !line.allow.some(({ value }) => holds(value, address)))
    return refused('source')
  const also = line === from.line ? [] : line.ticket.also.map(({ value }) => value)
  const given = readTicket({ headers, uri }, also)
  if (given.kind === 'duplicate' || given.kind === 'malformed') return refused(`ticket-${given.kind}`)
  if (given.kind === 'one') return { status: 202, line, ticket: given.value }
  if (line !== from.line && line.ticket.policy === 'required') return refused('ticket-missing')
  return { status: 202, line, ticket: from.ticket }
}

function refused(reason: RefusalReason): Referred {
  const status = refusalOf(reason)?.status
  if (status === undefined) throw new Error(`no refusal for ${reason}`)
  return { status, reason }
}
