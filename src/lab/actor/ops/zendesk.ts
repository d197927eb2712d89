import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { createServer as createTcpServer, type Server } from 'node:net'
import type { ActorEvent, Endpoint, ZendeskAnswer, ZendeskRequest } from '../protocol.js'
import { tlsFolder } from '../transports/tls.js'
import { judgeRequest } from '../zendesk-api.js'
import type { Op } from './op.js'

/** Stands in for Zendesk's API, over HTTPS. */
export interface ServeZendesk {
  readonly op: 'zendesk'
  readonly address: Endpoint
  /** `user:password` of HTTP's basic authentication. */
  readonly login: string
  readonly how: ZendeskServer
}

/**
 * As it should be; `foreign`, with a certificate that nobody trusts; `mute`, taking connections and never saying a
 * word; or `closed`, not there at all. Told anew, it stands in the place of the one before.
 */
export type ZendeskServer = 'ok' | 'foreign' | 'mute' | 'closed'

/** How Zendesk treats what is asked for a caller; without a script it does what is asked. */
export interface ScriptZendesk {
  readonly op: 'script-zendesk'
  readonly caller: string
  readonly answer: ZendeskAnswer
}

interface State {
  readonly answers: Map<string, ZendeskAnswer>
  /** Callers by the id of what was made for them. */
  readonly users: Map<string, string>
  readonly tickets: Map<string, string>
  next: number
}

const state: State = { answers: new Map(), users: new Map(), tickets: new Map(), next: 35436 }

/** Milliseconds that a slow answer takes. */
const slowness = 5000

export const scriptZendesk: Op<ScriptZendesk> = ({ caller, answer }, { emit }) => {
  state.answers.set(caller, answer)
  emit({ event: 'scripted' })
}

let open: (Server & { closeAllConnections?: () => void }) | undefined

export const zendesk: Op<ServeZendesk> = ({ address, login, how }, { emit }) => {
  open?.close()
  open?.closeAllConnections?.()
  open = undefined
  if (how === 'closed') return emit({ event: 'ready' })
  open = how === 'mute' ? createTcpServer(() => {}) : serve(login, how, emit)
  open.listen(address.port, address.ip, () => emit({ event: 'ready' }))
}

function serve(login: string, how: 'ok' | 'foreign', emit: (event: ActorEvent) => void): Server {
  const [cert, key] = how === 'ok' ? ['fullchain.pem', 'key.pem'] : ['foreign.pem', 'foreign.pem']
  const files = { cert: readFileSync(`${tlsFolder}/${cert}`), key: readFileSync(`${tlsFolder}/${key}`) }
  return createServer(files, async (request, response) => {
    const asked = judgeRequest(request, await textOf(request), login, state)
    const { caller, what } = asked
    const behaviour = (caller !== null && state.answers.get(caller)) || 'ok'
    const id = String(state.next++)
    if (asked.status < 300 && behaviour === 'ok') {
      if (what === 'user') state.users.set(id, caller ?? '')
      if (what === 'ticket') state.tickets.set(id, caller ?? '')
    }
    const made = what === 'ticket' && behaviour === 'ok' && asked.status === 201
    const { reply, ...seen } = asked
    emit({
      event: 'zendesk',
      ...seen,
      ticket: made ? id : asked.ticket,
      done: behaviour === 'ok' && asked.status < 300,
    })
    answer(response, behaviour, asked.status, reply(id))
  })
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}

function answer(
  response: ServerResponse,
  behaviour: ZendeskAnswer,
  status: ZendeskRequest['status'],
  body: object,
): void {
  if (behaviour === 'down') response.socket?.destroy()
  else if (behaviour === 'slow') setTimeout(() => send(response, status, body), slowness)
  else if (behaviour === 'ok') send(response, status, body)
  else refuse(response, behaviour)
}

function refuse(response: ServerResponse, behaviour: 429 | 500): void {
  if (behaviour === 429) response.setHeader('Retry-After', '93')
  send(response, behaviour, { error: behaviour === 429 ? 'TooManyRequests' : 'InternalError' })
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}
