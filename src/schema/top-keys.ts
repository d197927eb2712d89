import type { SipinProject } from './project-types.gen.js'

/** Every key that may stand at the top of a project; the compiler names one that is missing. */
const keys: Readonly<{ [key in keyof SipinProject]-?: true }> = {
  version: true,
  site: true,
  edge: true,
  nodes: true,
  talk: true,
  trunks: true,
  zendesk: true,
  schedules: true,
  agents: true,
  defaults: true,
  lines: true,
}

export const topKeys: readonly string[] = Object.keys(keys)
