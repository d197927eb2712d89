import { liveOfNodeFile } from './asterisk/live.js'
import { firewallLive } from './firewall/target.js'
import { liveOfEdgeFile } from './kamailio/live.js'
import { type Live, unread } from './live.js'

/** How a file of a tree goes live, by its path alone: of a tree that was rendered elsewhere nobody has the project. */
export function liveOfPath(path: string): Live {
  if (path === 'firewall/nftables.conf') return firewallLive
  if (path.startsWith('kamailio/')) return liveOfEdgeFile(path.slice('kamailio/'.length))
  if (path.startsWith('asterisk/')) return liveOfNodeFile(path.slice('asterisk/'.length))
  return unread
}
