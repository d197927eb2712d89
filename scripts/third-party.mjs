// The licences of the packages whose code is inside the bundles: most of them ask that their text goes along.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from './esbuild.mjs'

/** One text; a package without a licence is an error. @param {readonly import('esbuild').Metafile[]} metafiles */
export async function thirdPartyLicences(metafiles) {
  const files = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      // What no output took a byte of is not there.
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    ),
  )
  const folders = new Set(files.flatMap(packageFolder))
  const texts = await Promise.all([...folders].sort().map(licenceOf))
  return `The files in this folder hold code of these packages.\n${texts.join('')}`
}

/** `node_modules/a`, `node_modules/@a/b`, `node_modules/a/node_modules/b`; none of a file of our own. */
function packageFolder(file) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []
}

async function licenceOf(folder) {
  const about = JSON.parse(await readFile(path.join(root, folder, 'package.json'), 'utf8'))
  const { name, version, license } = about
  if (typeof license !== 'string') throw new Error(`${folder} has no licence`)
  const file = (await readdir(path.join(root, folder))).find(entry =>
    /^(licen[cs]e|copying)(\.|-|$)/i.test(entry),
  )
  const text = file ? await readFile(path.join(root, folder, file), 'utf8') : statement(about)
  return `\n${'='.repeat(80)}\n${name} ${version} (${license})\n\n${text.trim()}\n`
}

/** ip-cidr brings no licence file, only the names in its package.json. */
function statement({ license, author, repository }) {
  return [
    `The package holds no text of its licence. Its package.json says: ${license}`,
    `by ${typeof author === 'string' ? author : author.name}`,
    repository.url,
  ].join(', ')
}
