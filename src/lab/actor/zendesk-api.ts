import type { IncomingMessage } from 'node:http'
import type { ZendeskRequest } from './protocol.js'

/** A request as Zendesk's API takes it, or refuses it; `reply` is the answer, in which something new has the id. */
export interface Asked extends Omit<ZendeskRequest, 'event' | 'done'> {
  readonly reply: (id: string) => object
}

export interface Known {
  /** Callers by the id of their user. */
  readonly users: ReadonlyMap<string, string>
  readonly tickets: ReadonlyMap<string, string>
}

const e164 = /^\+[1-9]\d{1,14}$/

type Fields = Readonly<Record<string, unknown>>

/** Checks method, path, authentication and body against the public API (v2). */
export function judgeRequest(
  { method = '', url = '', headers }: IncomingMessage,
  text: string,
  login: string,
  known: Known,
): Asked {
  const { pathname, searchParams } = new URL(url, 'https://zendesk.invalid')
  const faults: string[] = []
  const check = (fine: boolean, fault: string): void => {
    if (!fine) faults.push(`${method} ${pathname}: ${fault}`)
  }
  check(
    headers.authorization === `Basic ${Buffer.from(login).toString('base64')}`,
    'the authentication is not that of the token',
  )
  const body = method === 'POST' ? fieldsOf(text) : {}
  if (method === 'POST') {
    check(headers['content-type'] === 'application/json', `Content-Type is ${headers['content-type']}`)
    check(body !== undefined, `the body is no JSON object: ${text}`)
  }
  const asked = (
    what: ZendeskRequest['what'],
    status: number,
    caller: string | null,
    reply: Asked['reply'],
    shown: Partial<Asked> = {},
  ): Asked => {
    const refused = headers.authorization ? 422 : 401
    return {
      ...{ what, caller, ticket: null, agent: null, ...shown, faults },
      status: faults.length > 0 ? refused : status,
      reply: faults.length > 0 ? () => ({ error: 'RecordInvalid', description: faults.join(' ') }) : reply,
    }
  }
  const display = /^\/api\/v2\/channels\/voice\/agents\/([1-9]\d*)\/tickets\/([1-9]\d*)\/display$/.exec(
    pathname,
  )
  switch (`${method} ${display ? 'display' : pathname}`) {
    case 'GET /api/v2/users/search': {
      const number = /^phone:(.*)$/.exec(searchParams.get('query') ?? '')?.[1] ?? ''
      check(e164.test(number), `the query is ${searchParams.get('query')}`)
      const found = [...known.users].filter(([, phone]) => phone === number)
      return asked('search', 200, number, () => ({
        users: found.map(([id, phone]) => ({ id: Number(id), name: phone, phone })),
        count: found.length,
      }))
    }
    case 'POST /api/v2/users': {
      const { name, phone } = (body?.['user'] ?? {}) as Fields
      check(typeof name === 'string' && name !== '', 'user.name is missing')
      check(typeof phone === 'string' && e164.test(phone), `user.phone is ${phone}`)
      return asked('user', 201, String(phone), id => ({ user: { id: Number(id), name, phone } }))
    }
    case 'POST /api/v2/tickets': {
      const { via_id, subject, comment, requester_id, ...more } = (body?.['ticket'] ?? {}) as Fields
      const { body: words } = (comment ?? {}) as Fields
      const caller = requester_id === undefined ? null : known.users.get(String(requester_id))
      check(via_id === 34, `ticket.via_id is ${via_id}`)
      check(typeof words === 'string' && words !== '', 'ticket.comment.body is missing')
      check(typeof subject === 'string' && subject !== '', 'ticket.subject is missing')
      check(caller !== undefined, `ticket.requester_id ${requester_id} is nobody`)
      check(Object.keys(more).length === 0, `ticket has ${Object.keys(more)}`)
      return asked('ticket', 201, caller ?? null, id => ({ ticket: { id: Number(id), via_id, subject } }))
    }
    case 'POST display': {
      const [, agent = '', ticket = ''] = display ?? []
      return asked('display', 200, known.tickets.get(ticket) ?? null, () => ({}), { agent, ticket })
    }
    default:
      check(false, 'there is no such resource')
      return asked('other', 404, null, () => ({ error: 'InvalidEndpoint' }))
  }
}

function fieldsOf(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Fields)
      : undefined
  } catch {
    return undefined
  }
}
