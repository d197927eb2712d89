/**
 * How much of a message the edge reads. Its script has no other figures, and the model counts in the same way, so that
 * neither lets in what the other refuses. fixtures/hostile/bounds.yaml tries each at the bound and one past it.
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
