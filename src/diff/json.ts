import type { DiffReport } from './text.js'

/** One JSON object: the differences, what callers lose, and what each changed file needs. */
export function diffJson({ diff, files }: DiffReport): string {
  return `${JSON.stringify({ version: 1, ...diff, files }, undefined, 2)}\n`
}
