import type { Project, Zendesk } from '../../model/project.js'
import { zendeskHost } from '../../model/zendesk-host.js'
import { argument } from './quote.js'

/** The modules that asking Zendesk takes. */
export const zendeskModules: readonly string[] = ['res_curl', 'func_curl', 'func_json', 'app_originate']

/** Seconds that a call may wait for Zendesk. */
const patience = 2

export interface ZendeskView {
  readonly host: string
  readonly api: string
  readonly seconds: number
  /** JSON, as the last argument of CURL, whose commas and quotes Asterisk leaves alone. */
  readonly user: string
  readonly requester: string
  readonly ticket: string
  readonly agents: readonly { readonly id: string; readonly zendesk: number }[]
}

export function zendeskView(zendesk: Zendesk, { agents }: Project): ZendeskView {
  const host = argument(zendeskHost(zendesk))
  return {
    host,
    api: `https://${host}/api/v2`,
    seconds: patience,
    user: '{"user":{"name":"${SIPIN_CALLER}","phone":"${SIPIN_CALLER}"}}',
    requester: ',"requester_id":${REQUESTER}',
    // 34 is Zendesk's number for an inbound phone call.
    ticket:
      '{"ticket":{"via_id":34,"subject":"Call from ${CALLERID(num)}","comment":{"body":"Call from ${CALLERID(num)} to line ${SIPIN_LINE}"}${BY}}}',
    agents: agents.flatMap(({ id, zendesk: number }) =>
      number === undefined ? [] : [{ id, zendesk: number }],
    ),
  }
}
