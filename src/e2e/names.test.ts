import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from '@jest/globals'
import { repository } from '../testing/golden.js'
import { listPackedFiles } from '../testing/packed-files.js'

/**
 * A name at a registry that is not known to be ours may be anybody's tomorrow. Nothing that sipin ships tells anybody,
 * or any machine, to fetch by one.
 */
const read = (name: string): string => readFileSync(path.join(repository, name), 'utf8')

/** Names that others are known to have, and that are meant. */
const known = /^(actions\/(checkout|setup-node)@v\d+)$/

it('nothing that is shipped fetches a name from a registry', () => {
  const names = [
    ...listPackedFiles().files.map(({ path: name }) => name),
    '.pre-commit-hooks.yaml',
    '.ci/run',
  ]
  const texts = names.filter(name => /\.(md|ya?ml|sh|json|conf)$|Dockerfile$|^\.ci/.test(name))
  expect(texts.length).toBeGreaterThan(20)
  expect(texts.flatMap(name => fetched(read(name)).map(fetch => `${name}: ${fetch}`))).toEqual([])
})

it.each([
  ['npm install --global sipin', 'sipin'],
  ['npm i -g sipin@1', 'sipin@1'],
  ['npx sipin validate', 'sipin'],
  ['npm exec --yes -- sipin', 'sipin'],
  ['pnpm dlx sipin', 'sipin'],
  ['pip install sipin', 'sipin'],
  ['docker pull example/sipin', 'example/sipin'],
  ['docker run --rm example/sipin validate', 'example/sipin'],
  ['      - uses: example/sipin@v1', 'example/sipin@v1'],
  ['image: example/sipin', 'example/sipin'],
  ['    additional_dependencies: [sipin]', 'sipin'],
])('%s is seen', (text, name) => {
  expect(fetched(text)).toEqual([name])
})

it.each([
  'npm ci',
  'npm link',
  'npm install',
  'npm install && npm test',
  'apt-get install kamailio',
  'image: ${IMAGE}',
])('%s is not one', text => {
  expect(fetched(text)).toEqual([])
})

function fetched(text: string): string[] {
  const options = String.raw`(?:\s+-[\w-]+)*(?:\s+--)?`
  const name = String.raw`\s+([a-z@][\w@./:-]*)`
  const patterns = [
    String.raw`\b(?:npm|pnpm|yarn|bun)\s+(?:install|i|add|exec|x|dlx)${options}${name}`,
    String.raw`\b(?:npx|bunx|pnpx|pipx run|uvx)${options}${name}`,
    String.raw`\b(?:pip3?|pipx|gem|brew|cargo|go)\s+install${options}${name}`,
    String.raw`\b(?:docker|podman)\s+(?:pull|run)${options}${name}`,
    String.raw`\b(?:uses|image):${name}`,
    String.raw`\badditional_dependencies:\s*\[([^\]]+)\]`,
  ]
  return patterns
    .flatMap(pattern => [...text.matchAll(new RegExp(pattern, 'g'))].map(([, found = '']) => found))
    .filter(found => !known.test(found))
}
