import type { ReofferStep } from '../../scenarios/scenario.js'
import { composeSdp } from '../../sip/sdp.js'
import { cryptoOf } from '../compose.js'
import type { TakeStep } from './step.js'

export const reoffer: TakeStep<ReofferStep> = async ({ offer, status }, { lab, run }) => {
  const { codecs, profile } = offer
  const address = offer.media ?? run.media.ip
  const port = offer.port ?? run.media.port
  const known = run.observation.responses.length
  lab.actors.callers.send({
    op: 'request',
    call: run.callId,
    method: 'INVITE',
    headers: [],
    body: composeSdp({ address, port, codecs, profile, crypto: cryptoOf(profile, run.media) }),
  })
  await run.waitFor(({ responses }) => responses.length > known, 10)
  const seen = run.observation.responses[known]?.status
  return seen === status ? [] : [`re-INVITE: expected ${status}, seen ${seen ?? 'nothing'}`]
}
