export interface Bounds {
  readonly least: number
  readonly most: number
  /** How the bounds are written: `15s to 2m`. */
  readonly text: string
}

/** How long each may last, in seconds, by its key. */
export const durationBounds = {
  offer_time: { least: 15, most: 120, text: '15s to 2m' },
  max_wait: { least: 60, most: 3600, text: '1m to 60m' },
  ring: { least: 5, most: 300, text: '5s to 5m' },
  max_length: { least: 5, most: 600, text: '5s to 10m' },
  silence: { least: 30, most: 14_400, text: '30s to 4h' },
  per: { least: 1, most: 60, text: '1s to 60s' },
} as const satisfies Readonly<Record<string, Bounds>>
