import { compareText } from '../diagnostic.js'
import { type Dialplan, dialplanOf, dialplanShown } from './dialplan.js'
import { fileText, type TreeFiles } from './tree.js'

/** What a node runs, or what it would run of a tree. */
export interface NodeState {
  readonly dialplan: Dialplan
  /** Endpoints with the contacts of their phones, transports with their addresses, queues with their agents, mailboxes. */
  readonly parts: ReadonlySet<string>
}

/** The questions to a console of Asterisk whose answers are a NodeState. */
export const nodeQuestions = {
  dialplan: 'dialplan show',
  endpoints: 'pjsip show endpoints',
  transports: 'pjsip show transports',
  queues: 'queue show',
  boxes: 'voicemail show users',
  rtp: 'rtp show settings',
} as const

export type NodeAnswers = Readonly<Record<keyof typeof nodeQuestions, string>>

/** What the node of that name would run of a tree; `node` is the name of its folder where there are several. */
export function nodeStateOf(files: TreeFiles, node: string): NodeState {
  const own = files.has(`asterisk/nodes/${node}/pjsip.conf`) ? `asterisk/nodes/${node}` : 'asterisk/node'
  const phones = sectionsOf(fileText(files, 'asterisk/pjsip.conf'))
  const aors = new Map(
    phones.filter(({ keys }) => keys.get('type') === 'aor').map(({ name, keys }) => [name, keys]),
  )
  const endpoints = phones.filter(({ parents }) => parents.includes('leg'))
  const transports = sectionsOf(fileText(files, `${own}/pjsip.conf`)).filter(({ keys }) => keys.has('bind'))
  const queues = sectionsOf(fileText(files, 'asterisk/queues.conf')).filter(({ parents }) =>
    parents.includes('queue'),
  )
  const boxes = sectionsOf(fileText(files, 'asterisk/voicemail.conf')).find(({ name }) => name === 'sipin')
  const rtp = sectionsOf(`[general]\n${fileText(files, `${own}/rtp.conf`)}`).flatMap(({ keys }) => [...keys])
  return {
    dialplan: dialplanOf(files),
    parts: new Set([
      ...endpoints.map(({ name }) => endpointPart(name, aors.get(name)?.get('contact') ?? '')),
      ...transports.map(({ name, keys }) => `transport ${name} ${keys.get('bind')}`),
      ...queues.flatMap(({ name, members }) =>
        queueParts(
          name,
          members.map(member => member.split(',')[2] ?? ''),
        ),
      ),
      ...(boxes?.members ?? []).map(box => `mailbox ${box}`),
      ...rtp.flatMap(([key, value]) => {
        const what = { rtpstart: 'Port start', rtpend: 'Port end' }[key]
        return what === undefined ? [] : [`rtp ${what} ${value}`]
      }),
    ]),
  }
}

/** What a node runs, by its answers. */
export function nodeStateShown(answers: NodeAnswers): NodeState {
  return {
    dialplan: dialplanShown(answers.dialplan),
    parts: new Set([
      ...endpointsShown(answers.endpoints),
      ...Array.from(
        answers.transports.matchAll(/^Transport:\s+(\S+)\s+\S+\s+\d+\s+\d+\s+(\S+)\s*$/gm),
        ([, name, bind]) => `transport ${name} ${bind}`,
      ),
      ...queuesShown(answers.queues),
      ...Array.from(answers.boxes.matchAll(/^sipin\s+(\S+)/gm), ([, box]) => `mailbox ${box}`),
      ...Array.from(
        answers.rtp.matchAll(/^\s*(Port start|Port end):\s+(\d+)/gm),
        ([, what, port]) => `rtp ${what} ${port}`,
      ),
    ]),
  }
}

/** Asterisk cuts longer texts in its table. */
const shownLength = { endpoint: 40, contact: 40 }

function endpointPart(name: string, contact: string): string {
  const shown = contact === '' ? '' : ` ${`${name}/${contact}`.slice(0, shownLength.contact)}`
  return `endpoint ${name.slice(0, shownLength.endpoint)}${shown}`
}

function endpointsShown(text: string): string[] {
  return text
    .split(/^ Endpoint: +/m)
    .slice(1)
    .flatMap(part => {
      const name = /^[^\s/<]+/.exec(part)?.[0]
      const [, contact = ''] = /^ +Contact: +[^\s/]+\/(\S+)/m.exec(part) ?? []
      return name === undefined ? [] : [endpointPart(name, contact)]
    })
}

function queueParts(queue: string, agents: readonly string[]): string[] {
  return [`queue ${queue}`, ...agents.map(agent => `queue ${queue} agent ${agent}`)]
}

function queuesShown(text: string): string[] {
  return text.split(/^(?=\S+ has \d+ calls)/m).flatMap(part => {
    const queue = /^(\S+) has \d+ calls/.exec(part)?.[1]
    const agents = Array.from(part.matchAll(/^ {6}(\S+) \(Local\//gm), ([, agent = '']) => agent)
    return queue === undefined ? [] : queueParts(queue, agents)
  })
}

interface Section {
  readonly name: string
  /** The templates that it has its other settings of. */
  readonly parents: readonly string[]
  readonly keys: ReadonlyMap<string, string>
  /** Values after `=>`: members of a queue as they are, of mailboxes their names. */
  readonly members: readonly string[]
}

/** The sections of a file of Asterisk's, templates left out. */
function sectionsOf(text: string): Section[] {
  const found: (Section & { keys: Map<string, string>; members: string[] })[] = []
  let last: (typeof found)[number] | undefined
  for (const raw of text.split('\n')) {
    const line = raw
      .replace(/(?<!\\);.*/, '')
      .replaceAll('\\;', ';')
      .trim()
    const [head, name = '', rest = ''] = /^\[([^\]]+)\](?:\(([^)]*)\))?/.exec(line) ?? []
    if (head !== undefined) {
      const parents = rest.split(',')
      last = { name, parents, keys: new Map(), members: [] }
      if (!parents.includes('!')) found.push(last)
      continue
    }
    const [, key = '', arrow, value = ''] = /^([^=]+?)\s*=(>?)\s*(.*)$/.exec(line) ?? []
    if (key === '' || !last) continue
    if (arrow === '>') last.members.push(key === 'member' ? value : key)
    else last.keys.set(key, value)
  }
  return found
}

/** What of a plan is missing, is there besides, or differs: `context line-support differs`. */
export function nodeDifferences(want: NodeState, live: NodeState): string[] {
  const contexts = [...new Set([...want.dialplan.keys(), ...live.dialplan.keys()])]
  return [
    ...contexts.flatMap(context => {
      const [wanted, runs] = [want.dialplan.get(context), live.dialplan.get(context)]
      if (wanted === undefined) return [`context ${context} should not be there`]
      if (runs === undefined) return [`context ${context} is missing`]
      const step = [...difference(wanted, runs), ...difference(runs, wanted)][0]
      return step === undefined ? [] : [`context ${context} differs at ${step}`]
    }),
    ...difference([...want.parts], [...live.parts]).map(part => `${part} is missing`),
    ...difference([...live.parts], [...want.parts]).map(part => `${part} should not be there`),
  ].sort(compareText)
}

export function difference(a: readonly string[], b: readonly string[]): string[] {
  const others = new Set(b)
  return a.filter(text => !others.has(text))
}
