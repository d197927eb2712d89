import { expect, it } from '@jest/globals'
import { checkProject } from '../pipeline.js'
import { everything } from '../testing/everything.js'
import { soundsOf } from '../testing/sounds-of.js'
import { liveOfPath } from './live-of.js'
import { renderTree } from './render.js'

const { project } = checkProject([{ file: 'sipin.yaml', text: everything() }])
if (!project) throw new Error('no project')
const tree = renderTree(project, soundsOf(project))

it.each(tree.map(file => [file.path, file] as const))('%s goes live as its target says', (path, { live }) => {
  const known = liveOfPath(path)
  expect(known.readers).toEqual(live.readers)
  for (const [before, after] of [
    ['a', 'a'],
    ['a', 'b'],
    ['bind = 1', 'bind = 2'],
    ['# a\nb', '# c\nb'],
    [undefined, 'a'],
    ['a', undefined],
  ]) {
    const effect = known.effect(before, after)
    // A sound that is played is opened anew for each call, and does no harm where music is listed again.
    if (path.endsWith('.wav')) expect(effect.kind).toBe('reload')
    else expect(effect).toEqual(live.effect(before, after))
  }
})
