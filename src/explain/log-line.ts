/** What the edge writes of a refused request (route COUNT of kamailio.cfg). */
export interface RefusalLog {
  readonly reason: string
  readonly method: string
  /** undefined when it was refused before a line was known. */
  readonly line: string | undefined
  readonly source: string
  readonly transport: 'udp' | 'tcp' | 'tls'
  readonly callId: string | undefined
}

/** Reads `sipin refused reason=… method=… line=… src=ADDRESS:PORT proto=… call-id=…`, whatever syslog puts before it. */
export function parseRefusalLog(text: string): RefusalLog | undefined {
  const [, fields] = /sipin refused (.*)/.exec(text) ?? []
  if (fields === undefined) return undefined
  const value = (name: string): string | undefined => new RegExp(`(?:^| )${name}=(\\S+)`).exec(fields)?.[1]
  const reason = value('reason')
  const source = value('src')
    ?.replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
  if (reason === undefined || source === undefined) return undefined
  const line = value('line')
  const transport = value('proto')
  return {
    reason,
    method: value('method') ?? 'INVITE',
    line: line === '-' ? undefined : line,
    source,
    transport: transport === 'tcp' || transport === 'tls' ? transport : 'udp',
    callId: value('call-id'),
  }
}
