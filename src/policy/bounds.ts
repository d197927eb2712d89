/**
 * How much of a message the edge reads. The script takes its figures from here and the model counts in the same way, so
 * neither accepts what the other refuses. fixtures/hostile/bounds.yaml tries each at the bound and one past it.
 */
export const bounds = {
  /** Bytes of a whole message; a longer one is `malformed`. */
  messageBytes: 16_000,
  /** Bytes of a Call-ID; a longer one is `malformed`: it stands in logs and records. */
  callIdBytes: 512,
  /** Refusals of one second that the log names. */
  logLines: 50,
  /** Lines of a body; a longer one is `malformed`. */
  bodyLines: 400,
  /** Different addresses of an SDP body; more are `media-address`, since one of them is not looked at. */
  addresses: 32,
  /** Different ports of an SDP body; more are `media-port`. */
  ports: 32,
  /** Formats of an audio section; what stands behind them is not offered. */
  formats: 297,
  /** URIs of Contact, Record-Route and Route that are looked at. */
  hops: 20,
  /** Bytes of a row of `calls`; what would make it longer is not remembered. */
  rowBytes: 4000,
  /** Values of a header that may hold a ticket; a later one is not looked at. */
  headerValues: 64,
  /** Bytes of an INFO that is a key; a longer one is `info`. */
  keyBytes: 200,
  /** Bytes of what a refusal says was wrong; a longer text is left out. */
  shownBytes: 120,
  /** Of a longer message each header is matched once as a text: search_hf() tries a failing pattern at every byte. */
  longMessageBytes: 2000,
  /** The shortest session timer that a node takes (RFC 4028 section 5); a shorter one is left out. */
  sessionSeconds: 90,
  /** What a request has on each side (RFC 3261 section 20.22). */
  maxForwards: 70,
  /** Look-ups of one name at the same time; whoever comes then waits for a turn. */
  lookUpsOfName: 2,
  /** How often a turn is waited for: to look a name up, or for a node that was not asked yet. */
  turns: 200,
} as const

/** How long the edge waits, in milliseconds. */
export const timers = {
  /** For a final answer of whoever rings. */
  final: 180_000,
  /** For the first answer of a node, and until it rings; then the next node is asked. */
  node: 2000,
  nodeFinal: 4000,
  /** For the first answer of Talk, an agent or a target. */
  target: 4000,
  /** For an answer inside a call: longer than whoever asks waits (RFC 3261 section 17.1.1.2, timer B). */
  withinCall: 32_500,
  /** Between two turns of waiting for a look-up. */
  turn: 20,
} as const

/** How many connections over TCP and TLS there may be: of one source, and of all together. */
export const connections = { ofSource: 256, all: 4096, files: 8192 } as const

/** For how long the edge knows a call, in seconds. */
export const callLife = {
  /** Until it is answered. */
  ringing: 600,
  /** From the answer on. */
  answered: 14_500,
  /** After its end, so that what comes late is known for what it is. */
  over: 40,
} as const
