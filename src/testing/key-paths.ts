/** Every path of keys that data has, with `*` for members by id and items of lists. */
export function* pathsOf(data: unknown, at: readonly string[]): Generator<string> {
  if (typeof data !== 'object' || data === null) return
  const byId =
    at.length === 1 && ['nodes', 'trunks', 'schedules', 'agents', 'lines'].includes(at[0] as string)
  for (const [key, value] of Object.entries(data)) {
    const path = [...at, Array.isArray(data) || byId ? '*' : key]
    yield path.join('.')
    yield* pathsOf(value, path)
  }
}
