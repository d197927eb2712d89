import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import type { Project } from '../model/project.js'
import { type SoundContent, type Sounds, soundUses } from '../model/sounds.js'
import { checkProject } from '../pipeline.js'
import { repository } from './golden.js'

/** The project that has every key, less what is refused as not there yet. */
export function everythingThatWorks(): string {
  let text = readFileSync(path.join(repository, 'fixtures/everything/sipin.yaml'), 'utf8')
  for (;;) {
    const { diagnostics } = checkProject([{ file: 'sipin.yaml', text }])
    const refused = diagnostics.find(({ code }) => code === 'not-yet')
    if (!refused) return text
    const document = parseDocument(text)
    if (!removeAt(document.contents, refused.place.span.start)) throw new Error(refused.message)
    text = document.toString()
  }
}

/** Removes the key or item that begins at an offset; of an item of a list, the whole item. */
function removeAt(node: Node | null, offset: number): boolean {
  if (isSeq<Node>(node)) {
    const at = node.items.findIndex(
      item => begins(item, offset) || (isMap<Node, Node>(item) && hasKeyAt(item, offset)),
    )
    if (at >= 0) return node.items.splice(at, 1).length > 0
    return node.items.some(item => removeAt(item, offset))
  }
  if (!isMap<Node, Node>(node)) return false
  const at = node.items.findIndex(({ key }) => begins(key, offset))
  if (at >= 0) return node.items.splice(at, 1).length > 0
  return node.items.some(({ value }) => removeAt(value, offset))
}

function hasKeyAt(node: { items: readonly { key: Node }[] }, offset: number): boolean {
  return node.items.some(({ key }) => begins(key, offset))
}

function begins(node: Node, offset: number): boolean {
  return (isScalar(node) || isMap(node) || isSeq(node)) && node.range?.[0] === offset
}

/** A sound for every place where a project names one. */
export function soundsOf(project: Project): Sounds {
  return new Map(
    soundUses(project).map(({ path: name, kind }): [string, SoundContent] => [
      name,
      new Map([[kind === 'file' ? '' : 'first.wav', silence]]),
    ]),
  )
}

/** WAV, 8 kHz, mono, 16 bit, without a single sample. */
const silence = Uint8Array.from(
  Buffer.from(
    'RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\0\0\0\0',
    'latin1',
  ),
)
