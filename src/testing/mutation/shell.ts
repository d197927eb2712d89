import type { Engine } from '../../engine/engine.js'
import type { Container } from '../../lab/container.js'

/** Runs a script in a container and gives what it says, stderr too, whatever its status is. */
export type Shell = (script: string) => Promise<string>

const mark = 'sipin-end-of-script'

/** One shell for all commands: to start one each time takes longer than most of them. */
export function openShell(engine: Engine, { name }: Container, user: string): Shell {
  let said: string[] = []
  let done = (): void => {}
  const running = engine.start(['exec', '--interactive', '--user', user, name, 'sh'], line => {
    if (line === mark) done()
    else said.push(line)
  })
  let last: Promise<unknown> = Promise.resolve()
  const run = (script: string): Promise<string> =>
    new Promise((resolve, reject) => {
      said = []
      done = () => resolve(said.join('\n').trim())
      void running.ended.then(() => reject(new Error(`the shell of ${name} ended: ${said.join(' ')}`)))
      running.write(`{ ${script}\n} </dev/null 2>&1\necho; echo ${mark}\n`)
    })
  return script => {
    const next = last.then(() => run(script))
    last = next.catch(() => {})
    return next
  }
}
