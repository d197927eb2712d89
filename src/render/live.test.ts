import { describe, expect, it } from '@jest/globals'
import { compareFiles } from '../diff/files.js'
import { checkProject } from '../pipeline.js'
import { everything } from '../testing/everything.js'
import { soundsOf } from '../testing/sounds-of.js'
import { renderTree } from './render.js'
import type { TreeFile } from './target.js'

const text = everything()

function tree(source: string): TreeFile[] {
  const { project } = checkProject([{ file: 'sipin.yaml', text: source }])
  if (!project) throw new Error('no project')
  return renderTree(project, soundsOf(project))
}

/** What each changed file needs after an edit of the YAML, by path. */
function needs(from: string | RegExp, to: string): Record<string, string> {
  const edited = text.replace(from, to)
  if (edited === text) throw new Error(`${from} is not in the project`)
  const changes = compareFiles(tree(text), tree(edited))
  return Object.fromEntries(
    changes.map(({ path, effect }) => [path, `${effect.kind} ${effect.command}`.trim()]),
  )
}

describe('what a change of the YAML needs on the machines', () => {
  it('a Zendesk subdomain is dialplan, which is reloaded', () => {
    expect(needs(/subdomain: [a-z-]+/, 'subdomain: another')['asterisk/zendesk.conf']).toBe(
      "reload asterisk -rx 'dialplan reload'",
    )
  })

  it('another certificate is read at tls.reload, and TLS where there was none at a restart', () => {
    expect(needs(/certificate: \/[^,}\s]+/, 'certificate: /etc/sipin/tls/other.pem')).toEqual({
      'kamailio/tls.cfg': 'reload kamcmd tls.reload',
      'manifest.json': 'none',
    })
    const tls = tree(text).find(({ path }) => path === 'kamailio/tls.cfg') as TreeFile
    expect(compareFiles([], [tls])[0]?.effect.kind).toBe('restart')
  })

  it("a node's SIP address is bound at the start alone", () => {
    const changed = needs('ast1: {sip: 10.0.0.11:5060', 'ast1: {sip: 10.0.0.11:5070')
    expect(changed['asterisk/nodes/ast1/pjsip.conf']).toBe('restart systemctl restart asterisk')
    expect(changed['kamailio/dispatcher.list']).toBe('reload kamcmd dispatcher.reload')
  })

  it('its media address is no transport', () => {
    const changed = needs(/media: 198\.51\.100\.11/, 'media: 198.51.100.12')
    expect(changed['asterisk/nodes/ast1/pjsip.conf']).toBe("reload asterisk -rx 'module reload res_pjsip.so'")
  })

  it('the name of the site stands in comments, which need nothing', () => {
    const changed = needs(/name: [a-z-]+/, 'name: other-name')
    expect(Object.keys(changed).length).toBeGreaterThan(3)
    expect(new Set(Object.values(changed))).toEqual(new Set(['none']))
  })

  it('every file says which machines read it, and of a new file what it needs', () => {
    for (const { path, live } of tree(text)) {
      expect([path, live.effect(undefined, 'x').kind]).toEqual([
        path,
        path === 'manifest.json' || path.endsWith('.wav') ? expect.any(String) : expect.stringMatching(/^re/),
      ])
      const reader = typeof live.readers === 'string' ? live.readers : live.readers.node
      expect([path, reader]).toEqual([path, expectedReader(path)])
    }
  })

  it('another sound in a folder of hold music is read at moh reload, a prompt at once', () => {
    const sound = (path: string, content: string): TreeFile => {
      const file = tree(text).find(candidate => candidate.path === path)
      if (!file) throw new Error(`no ${path}`)
      return { ...file, content: new TextEncoder().encode(content) }
    }
    const paths = tree(text).flatMap(({ path }) => (path.endsWith('.wav') ? [path] : []))
    const effects = paths.map(path => compareFiles([sound(path, 'a')], [sound(path, 'b')])[0]?.effect.command)
    expect(effects).toContain("asterisk -rx 'moh reload'")
    expect(effects).toContain('')
  })
})

function expectedReader(path: string): string {
  if (path.startsWith('kamailio/')) return 'edge'
  const [, node] = /^asterisk\/nodes\/([^/]+)\//.exec(path) ?? []
  return node ?? (path.startsWith('asterisk/') ? 'nodes' : 'all')
}
