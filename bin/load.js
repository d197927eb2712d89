'use strict'
const { readFileSync } = require('node:fs')
const module_ = require('node:module')
const path = require('node:path')
const { constants, Script } = require('node:vm')

const file = path.join(__dirname, '../dist/cli.cjs')
const cacheFile = `${file}.cache`

/**
 * The program. Node 22.8 and later keep compiled code between runs; for those before, the build kept it beside
 * the program. Code that another release of Node compiled is refused by V8, and compiled anew: slower, the same.
 */
function load() {
  if (module_.enableCompileCache) {
    module_.enableCompileCache()
    return { exports: require(file) }
  }
  const script = new Script(module_.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    cachedData: readCache(),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, require, module, file, path.dirname(file))
  return { exports: module.exports, script }
}

function readCache() {
  try {
    return readFileSync(cacheFile)
  } catch {
    return undefined
  }
}

module.exports = { load, cacheFile }
