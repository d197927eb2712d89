import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { inFolder, writeFiles } from './program.js'

/** A project of one line, and one of another line. */
export const project = `version: 1
lines:
  support: {uri: sip:support@support.sip.twilio.com, allow: [203.0.113.0/28], voicemail: true}
`
export const other = project.replace('support:', 'sales:')

/** A project in its directory, with a repository, beside a directory of somebody else. */
export function inProject(use: (cwd: string, top: string) => void): void {
  inFolder(top => {
    writeFiles(top, [
      ['site/sipin.yaml', project],
      ['site/.git/HEAD', 'ref: refs/heads/main\n'],
      ['site/precious.txt', 'precious'],
      ['other/deep/precious.txt', 'precious'],
      ['other/manifest.json', '{"name": "an app", "files": ["index.html"]}'],
      ['app/manifest.json', '{"manifest_version": 3, "files": {"precious.txt": "x"}}'],
      ['app/precious.txt', 'precious'],
      ['repository/.git/HEAD', 'ref: refs/heads/main\n'],
      ['hidden/.env', 'SECRET=1'],
      ['file', 'precious'],
    ])
    symlinkSync('gone', path.join(top, 'site/dangling'))
    symlinkSync('loop', path.join(top, 'site/loop'))
    symlinkSync('../other', path.join(top, 'site/link-to-other'))
    symlinkSync('.', path.join(top, 'site/here'))
    mkdirSync(path.join(top, 'folders/empty'), { recursive: true })
    execFileSync('mkfifo', [path.join(top, 'site/pipe')])
    use(path.join(top, 'site'), top)
  })
}

/** Names of all that is there, and what links and files say. */
export function contentOf(top: string): readonly string[] {
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .map(entry => {
      const place = path.join(entry.parentPath, entry.name)
      const said = entry.isFile()
        ? readFileSync(place, 'utf8')
        : entry.isSymbolicLink()
          ? readlinkSync(place)
          : ''
      return `${path.relative(top, place)} ${lstatSync(place).mode} ${said}`
    })
    .sort()
}
