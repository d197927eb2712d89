import { bounds } from './bounds.js'
import type { Offer } from './call.js'
import { fitsProfile, type Profile } from './profiles.js'

/** An SDP body. Its own codecs, profile and audio are those of the last audio section until `chooseAudio` picks one for a line. */
export interface SdpOffer extends Offer, AudioSection {
  /** Every audio section that is not refused, in order. */
  readonly sections: readonly AudioSection[]
}

export interface AudioSection extends Pick<Offer, 'codecs' | 'profile' | 'keyed'> {
  /** Where the audio is to go; undefined when the offer names no place. */
  readonly audio: { readonly address: string; readonly port: number } | undefined
}

/** Picks the first audio section that has a wanted codec and profile; without one the last stays, to be refused. */
export function chooseAudio<T extends Offer>(
  offer: T,
  codecs: readonly string[],
  profiles: readonly Profile[] = ['RTP/AVP'],
): T {
  const { sections = [] } = offer as Partial<SdpOffer>
  const chosen = sections.find(
    section => fitsProfile(section, profiles) && section.codecs.some(codec => codecs.includes(codec)),
  )
  return chosen ? { ...offer, ...chosen } : offer
}

/** RFC 4568, without MKI. */
const keyForm =
  /^a=crypto:[1-9][0-9]{0,8} AES_CM_128_HMAC_SHA1_(80|32) inline:[A-Za-z0-9+/]{40}(\|2\^[0-9]{1,2})?$/i

/** Audio of telephones by static payload type (RFC 3551); other types need a name in `a=rtpmap`. */
const staticTypes: ReadonlyMap<string, string> = new Map([
  ['0', 'PCMU'],
  ['3', 'GSM'],
  ['4', 'G723'],
  ['8', 'PCMA'],
  ['9', 'G722'],
  ['18', 'G729'],
])

/**
 * Reads an offer or answer (RFC 4566). Every address and every port counts, wherever it stands: parsers differ on which of
 * two `c=` is valid. Case is ignored, as some parsers do; the edge passes on an SDP of its own.
 */
export function readOffer(body: string): SdpOffer | 'unreadable' {
  if (hasBareReturn(body)) return 'unreadable'
  const lines = body.split(/\r?\n/).map(line => line.replace(/[ \t\r]+$/, ''))
  // A line end after the last line begins no further line.
  if (lines.length - (lines.at(-1) === '' ? 1 : 0) > bounds.bodyLines) return 'unreadable'
  const [session = [], ...media] = splitSections(lines)
  if (media.length === 0) return 'unreadable'
  const isAudio = (section: readonly string[]): boolean => /^m=audio (?!0+( |$))/i.test(section[0] ?? '')
  const around = connections(session).at(-1)
  const sections = media.filter(isAudio).map(section => audioOf(section, around))
  const ports = [
    ...media.map(section => portOf(section[0] ?? '', isAudio(section))),
    ...rtcpLines(lines).map(rtcpPort),
  ]
  const addresses = [
    ...connections(session),
    ...media.flatMap(section => connections(section).filter(it => isAudio(section) || !isNowhere(it))),
    ...rtcpLines(lines)
      .flatMap(rtcpAddress)
      .filter(it => !isNowhere(it)),
  ]
  const last = sections.at(-1) ?? { codecs: [], profile: '', audio: undefined }
  return { ...last, sections, addresses, ports: ports.filter(number => number !== 0) }
}

function audioOf(section: readonly string[], around: string | undefined): AudioSection {
  const address = connections(section).at(-1) ?? around
  const port = mediaPort(section[0] ?? '')
  return {
    codecs: codecsOf(section),
    profile: section[0]?.split(/ +/)[2]?.toUpperCase() ?? '',
    keyed: section.some(line => keyForm.test(line)),
    audio: address === undefined || port <= 0 ? undefined : { address, port },
  }
}

/** The unspecified address, which WebRTC writes for what it does not use. */
function isNowhere(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

/** Port 9 discards, so whatever is not audio may name it. */
function portOf(line: string, audio: boolean): number {
  const port = mediaPort(line)
  return port === 9 && !audio ? 0 : port
}

/**
 * A CR that is not followed by LF. The edge sees none after a NUL byte or at the very end; it passes on an SDP of its own anyway.
 */
function hasBareReturn(body: string): boolean {
  const nul = body.indexOf('\0')
  return /\r[^\n]/.test(nul < 0 ? body : body.slice(0, nul))
}

/** The session part, then one list for each `m=`. */
function splitSections(lines: readonly string[]): string[][] {
  const sections: string[][] = [[]]
  for (const line of lines) {
    if (/^m=/i.test(line)) sections.push([])
    sections.at(-1)?.push(line)
  }
  return sections
}

/** The port of `m=<media> <port>[/1] <profile> <formats>`; -1: not valid. A declined section needs nothing after its 0. */
function mediaPort(line: string): number {
  if (/^m=[a-z]+ +0+( |$)/i.test(line)) return 0
  const text = /^m=[a-z]+ +([0-9]{1,5})(?:\/1)? +[a-z0-9/]+ +./i.exec(line)?.[1]
  return text !== undefined && Number(text) <= 65535 ? Number(text) : -1
}

/** Addresses of `c=`; a line without a valid address is returned as written, and so refused. */
function connections(lines: readonly string[]): string[] {
  return lines
    .filter(line => /^c=/i.test(line))
    .map(line => {
      // A TTL is only meaningful for multicast.
      const [, family, address] = /^c=IN IP([46]) ([0-9a-f.:]+)(?:\/[0-9]{1,3})?$/i.exec(line) ?? []
      const fits = address !== undefined && (family === '4') === !address.includes(':')
      return fits ? address : line
    })
}

function rtcpLines(lines: readonly string[]): string[] {
  return lines.filter(line => /^a=rtcp:/i.test(line))
}

/** RFC 3605: `a=rtcp:<port> [IN IP4 <address>]`. The address may be missing. */
const rtcpForm = /^a=rtcp:([0-9]{1,5})(?: IN IP[46](?: ([0-9a-f.:]+))?)?$/i

/** 0: none; ports 0 and 9 mean that. */
function rtcpPort(line: string): number {
  const text = rtcpForm.exec(line)?.[1]
  if (text === undefined || Number(text) > 65535) return -1
  return Number(text) === 9 ? 0 : Number(text)
}

function rtcpAddress(line: string): string[] {
  const address = rtcpForm.exec(line)?.[2]
  return address === undefined ? [] : [address]
}

/**
 * Each format by name. A payload type with contradictory maps, or a map that contradicts its static meaning, is read differently
 * by different parsers: it stays a number, so no line takes it.
 */
function codecsOf(section: readonly string[]): string[] {
  const [media = ''] = section
  const types = media.split(/ +/).slice(3, 3 + bounds.formats)
  const names = new Map<string, Set<string>>()
  for (const line of section) {
    const [, type, map] = /^a=rtpmap:([^ ]*) +(.*)$/i.exec(line) ?? []
    if (type !== undefined) names.set(type, (names.get(type) ?? new Set()).add(codecName(map ?? '')))
  }
  return types.map(type => {
    const fixed = staticTypes.get(type)
    const all = new Set([...(names.get(type) ?? []), ...(fixed ? [fixed] : [])])
    const [only] = all
    return /^[0-9]+$/.test(type) && all.size === 1 && only !== undefined ? only : `type ${type}`
  })
}

/** Names of G.711 as RFC 3551 spells them, in whatever case they come; at another clock rate they are others. */
function codecName(map: string): string {
  const [, name = '', rate, channels = '1'] = /^([^/]+)\/([0-9]+)(?:\/([0-9]+))?(?: .*)?$/.exec(map) ?? []
  const known = [...staticTypes.values(), 'telephone-event'].find(
    codec => codec.toLowerCase() === name.toLowerCase(),
  )
  if (known !== undefined && rate === '8000' && channels === '1') return known
  // Without a clock rate it would read as a name that it is not.
  return map.includes('/') ? map : `${map}/?`
}
