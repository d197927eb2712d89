import type { Table } from './tables.js'

/** Memory that Kamailio needs for the script and the tables, in MB: `kamailio -m shared -M private`. */
export interface EdgeMemory {
  readonly shared: number
  readonly private: number
}

/**
 * Measured on 5.6 and 6.1: a row costs 1.75 kB of shared memory and each of its bytes 3, while a table is loaded
 * anew beside the old one. Calls come on top: one takes some 40 kB, and keeps most of it for five seconds after its
 * end, so that 2,000 a second fill 400 MB. Memory that nothing uses costs nothing.
 * Private memory holds the script: with TLS, reading it takes between 8 MB, Kamailio's default, and 9.
 */
export function memoryOf(tables: readonly Table[]): EdgeMemory {
  const rows = tables.reduce((sum, table) => sum + table.rows.length, 0)
  const bytes = tables
    .flatMap(table => table.rows)
    .reduce((sum, { key, value }) => sum + key.length + value.length, 0)
  return {
    shared: inSteps(768 + (1750 * rows + 3 * bytes) / 1_000_000),
    private: inSteps(16 + rows / 20_000),
  }
}

/** The least multiple of 16 that is enough. */
function inSteps(megabytes: number): number {
  return 16 * Math.ceil(megabytes / 16)
}
