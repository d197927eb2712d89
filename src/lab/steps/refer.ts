import { printable } from '../../printable.js'
import type { ReferStep } from '../../scenarios/scenario.js'
import type { Header } from '../../sip/sip-message.js'
import { answeredLeg } from '../observation.js'
import type { TakeStep } from './step.js'

/** RFC 3515: the REFER is accepted, NOTIFY tells what becomes of it, and whoever has handed the call on hangs up. */
export const refer: TakeStep<ReferStep> = async (step, { lab, run }) => {
  const leg = answeredLeg(run.observation)
  if (!leg) return ['refer: nobody has answered']
  const strange = step.headers.find(line => !line.includes(':'))
  if (strange !== undefined) return [`REFER: \`${printable(strange)}\` is no header line, and is not sent`]
  const headers = step.headers.map((line): Header => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const known = leg.responses.length
  lab.actors[leg.role].send({
    op: 'request',
    call: leg.callId,
    method: 'REFER',
    headers: [['Refer-To', `<${step.to}>`], ...headers],
    body: '',
  })
  await run.waitFor(() => leg.responses.length > known, 34)
  const status = leg.responses[known]?.status
  if (status !== step.status) return [`REFER: expected ${step.status}, seen ${status ?? 'nothing'}`]
  if (status !== 202) return []
  const told = (): number | undefined => leg.requests.map(({ text }) => finalStatus(text)).find(Boolean)
  await run.waitFor(() => told() !== undefined, 60)
  const notified = told()
  if (notified === undefined) return ['REFER: no NOTIFY tells how it ended']
  leg.handedOn = true
  lab.actors[leg.role].send({ op: 'hangup', call: leg.callId })
  return step.notify === undefined || step.notify === notified
    ? []
    : [`NOTIFY: expected ${step.notify}, seen ${notified}`]
}

/** The status of the transfer in a NOTIFY that says it is final. */
function finalStatus(request: string): number | undefined {
  if (!request.startsWith('NOTIFY ') || !/^Subscription-State: *terminated/im.test(request)) return undefined
  return Number(/^SIP\/2\.0 (\d{3})/m.exec(request)?.[1] ?? 0)
}
