import { createHash } from 'node:crypto'
import { becomes } from './container.js'
import type { Lab } from './lab.js'
import type { Recording } from './observation.js'
import { loudestTone, tones } from './tones.js'

const spool = '/var/spool/asterisk/voicemail/sipin'

/** Bytes of sound in a line's mailbox on all nodes, messages that are still being recorded included. */
export async function recordedBytes({ nodes }: Lab, line: string): Promise<number> {
  let bytes = 0
  for (const { container } of nodes) {
    const sizes = await container.exec([
      'sh',
      '-c',
      `find ${spool}/${line} -name '*.wav' -size +0 -printf '%s\\n' 2>/dev/null; true`,
    ])
    bytes += sizes.split('\n').reduce((sum, size) => sum + Number(size), 0)
  }
  return bytes
}

/**
 * Waits, for `seconds` at the most, until more than a second of a new message is on the disk, or the call is elsewhere; has
 * the caller hang up, and reads the file that Asterisk makes of it. `before`: the bytes that lay there already.
 */
export async function readRecording(
  lab: Lab,
  line: string,
  { before, seconds }: { readonly before: number; readonly seconds: number },
  isElsewhere: () => boolean,
  hangUp: () => Promise<void>,
): Promise<Recording | undefined> {
  let arrived = false
  await becomes(seconds, async () => {
    arrived = (await recordedBytes(lab, line)) > before + 24_000
    return arrived || isElsewhere()
  })
  if (!arrived) return undefined
  await hangUp()
  for (const { container } of lab.nodes) {
    const newest = `ls -1t ${spool}/${line}/INBOX/msg*.wav 2>/dev/null | head -n 1`
    let name = ''
    const found = await becomes(10, async () => {
      name = (await container.exec(['sh', '-c', newest])).trim()
      return name !== ''
    })
    if (found)
      return analyseRecording(Buffer.from(await container.exec(['base64', '-w', '0', name]), 'base64'))
  }
  return undefined
}

/** A WAV file as Asterisk writes it: 44 bytes of header, then 16 bit samples, 8000 a second. */
export function analyseRecording(file: Buffer): Recording {
  const bytes = file.subarray(44)
  const samples = Int16Array.from({ length: Math.floor(bytes.length / 2) }, (_, i) =>
    bytes.readInt16LE(2 * i),
  )
  let caller = 0
  for (let at = 0; at + 160 <= samples.length; at += 160) {
    if (loudestTone(samples.subarray(at, at + 160)) === tones.caller) caller++
  }
  const digest = createHash('sha256').update(file).digest('hex')
  return { seconds: samples.length / 8000, callerSeconds: caller / 50, digest }
}
