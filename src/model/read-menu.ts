import { printable } from '../printable.js'
import type { Line as LineShape } from '../schema/project-types.gen.js'
import { type Cursor, child, located, type Member, members } from './cursor.js'
import type { Menu, MenuAction, MenuKey } from './project.js'
import { readDestination } from './read-fallback.js'
import { type Reader, readPath } from './reader.js'

export function readMenu(reader: Reader, cursor: Cursor<LineShape>): Menu | undefined {
  const written = child(cursor, 'menu')
  if (!written) return undefined
  return {
    place: written.node.place,
    prompt: readPath(reader, child(written, 'prompt')),
    keys: members(child(written, 'keys')).flatMap(member => readKey(reader, member)),
  }
}

const actions = ['agents', 'talk', 'voicemail', 'overflow'] as const

function readKey(reader: Reader, { id, idPlace, cursor }: Member<string>): MenuKey[] {
  if (!/^[0-9*#]$/.test(id)) {
    reader.report('bad-menu-key', `\`${printable(id)}\` is no key of a telephone`, idPlace, {
      help: 'write one of 0 to 9, `"*"` or `"#"`',
    })
    return []
  }
  const { value, place } = located(cursor)
  const kind = actions.find(action => action === value)
  if (kind) return [{ key: id, place: idPlace, action: { value: { kind }, place } }]
  if (!/^(sip|sips|tel):/i.test(value)) {
    reader.report('bad-menu-key', `\`${printable(value)}\` is nothing that a key can do`, place, {
      help: 'write `agents`, `talk`, `voicemail`, `overflow`, a `sip:` address or a `tel:` number',
    })
    return []
  }
  const to = readDestination(reader, cursor)
  const action: MenuAction | undefined = to && { kind: 'target', to: to.value }
  return action ? [{ key: id, place: idPlace, action: { value: action, place } }] : []
}
