import { alwaysNeeds, type Live, reload, restart } from '../live.js'

/** How a file of the edge goes live, by its path in kamailio/; one that is not named here is read at the start alone. */
export function liveOfEdgeFile(path: string): Live {
  const table = /^db\/(.+)$/.exec(path)?.[1]
  if (table !== undefined && table !== 'version') return reloads(`htable.reload ${table}`)
  return byPath.get(path) ?? restarts
}

const restarts = alwaysNeeds('edge', restart('kamailio'), '#')

/** tls.reload reads the certificates again; turning TLS on or off needs a restart. */
const certificates: Live = {
  readers: 'edge',
  effect: (before, after) =>
    before === undefined || after === undefined
      ? restart('kamailio')
      : reloads('tls.reload').effect(before, after),
}

const byPath: ReadonlyMap<string, Live> = new Map([
  ['tls.cfg', certificates],
  ['dispatcher.list', reloads('dispatcher.reload')],
])

function reloads(command: string): Live {
  return alwaysNeeds('edge', reload(`kamcmd ${command}`), '#')
}
