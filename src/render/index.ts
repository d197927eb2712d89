import { asterisk } from './asterisk/target.js'
import { firewall } from './firewall/target.js'
import { kamailio } from './kamailio/target.js'
import type { Target } from './target.js'

/** Every engine that a tree is made for. */
export const targets: readonly Target[] = [kamailio, asterisk, firewall]
