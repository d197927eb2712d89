/**
 * What the edge remembers of a call, in a row of its table `calls` whose key is the From tag and the Call-ID of the call's
 * INVITE: these values in this order with blanks between them, then `|` and the hops.
 */
const fields = [
  /** Id of the line. */
  'line',
  /** Whose side the call's outside is: caller, twilio, talk, agent or overflow. */
  'leg',
  /** The address that may speak for the outside; `-` until whoever is called has answered. */
  'source',
  /** Of a call of a node: `leg:uri` as it stands in the table `targets`. Of a caller's: `srtp` where it speaks that, else `-`. */
  'target',
  /** URI of the node. */
  'node',
  /** Where the outside's last message came from, as a URI. */
  'flow',
  /** The node's tag, once it has answered. */
  'tag',
  /** `live`, or `over`: of one length, so that the row stays where it is. */
  'state',
] as const

type Field = (typeof fields)[number] | 'hops'

/** The transformation of Kamailio by which the script reads a value out of a row: `$(var(call){{call.node}})`. */
export const callFields = {
  ...(Object.fromEntries(fields.map((name, index) => [name, `{s.select,${index}, }`])) as Record<
    Field,
    string
  >),
  // The last one ends where the hops begin.
  state: `{s.select,0,|}{s.select,${fields.indexOf('state')}, }`,
  /** `host:port` of each place to which the call's node may send, with a blank before each. */
  hops: '{s.select,1,|}',
} as const satisfies Record<Field, string>

/** The rows that the script writes, by what has happened. */
export const callRows = {
  /** A caller's INVITE is let in: nobody else takes its key from now on. */
  claimed: rowOf({ source: '$si' }),
  /** It is sent to a node. */
  toNode: rowOf({
    ...{ source: '$si', target: '$var(srtp)', node: '$du', flow: '$var(flow)', hops: '$var(hops)' },
  }),
  /** A node's INVITE is sent out. */
  fromNode: rowOf({ target: '$var(target)', node: '$sut' }),
  /** Some of it is new, and the rest is as it is by now. */
  amended: rowOf({
    ...{ source: '$var(new_source)', node: '$var(new_node)', flow: '$var(new_flow)', tag: '$var(new_tag)' },
    ...{ target: `$(var(call)${callFields.target})`, state: '$var(state)', hops: '$var(new_hops)' },
  }),
  /** It has ended; all else stays. */
  over: rowOf({
    ...Object.fromEntries(
      (['source', 'target', 'node', 'flow', 'tag', 'hops'] as const).map(name => [
        name,
        `$(var(row)${callFields[name]})`,
      ]),
    ),
    state: 'over',
  }),
} as const

/** In the notation of `$_s(…)`. What is not said is not known yet. */
function rowOf(known: Partial<Record<Field, string>>): string {
  const values = { line: '$var(line)', leg: '$var(leg)', state: 'live', hops: '', ...known }
  return `${fields.map(name => values[name as keyof typeof values] ?? '-').join(' ')}|${values.hops}`
}
