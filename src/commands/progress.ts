/** What goes on while a command works: on a terminal only, on stderr, in one line that is written over. */
export interface Progress {
  readonly tell: (text: string) => void
  readonly step: (text: string, good: boolean) => void
}

export function createProgress(quiet: boolean): Progress {
  const { stderr } = process
  if (quiet || !stderr.isTTY) return { tell: () => {}, step: () => {} }
  let done = 0
  let failed = 0
  const show = (text: string): void => {
    stderr.write(`\r\u001b[K${text.slice(0, (stderr.columns ?? 80) - 1)}`)
  }
  process.once('exit', () => stderr.write('\r\u001b[K'))
  return {
    tell: show,
    step: (text, good) => {
      done++
      if (!good) failed++
      show(`${done} done, ${failed} failed; ${text}`)
    },
  }
}
