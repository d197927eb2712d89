import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { repository } from './golden.js'
import { writeFiles } from './program.js'

/**
 * A block of a page in Markdown: `<!-- file: NAME -->` above it makes it a file, and `<!-- run -->` a session at the
 * terminal.
 */
const block = /(<!-- (file: (?<name>\S+)|run) -->\n```[a-z]+\n)(?<body>[\s\S]*?)(?=^```$)/gm

/** The page once more, with what `run` says instead of each session; its files come to be in the folder on the way. */
export function playPage(text: string, folder: string, run: (session: string) => string): string {
  for (const [, sound = ''] of text.matchAll(/<!-- sound: (\S+) -->/g)) {
    mkdirSync(path.join(folder, path.dirname(sound)), { recursive: true })
    copyFileSync(path.join(repository, 'fixtures/acme/sounds/welcome.wav'), path.join(folder, sound))
  }
  return text.replace(block, (whole, head: string, ...rest) => {
    const { name, body } = rest.at(-1) as { name?: string; body: string }
    if (name === undefined) return `${head}${run(body)}`
    writeFiles(folder, [[name, body]])
    return whole
  })
}
