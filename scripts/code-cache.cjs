// Runs the program once and keeps what V8 compiled of it for bin/load.js; nothing to do where Node does that itself.
const { writeFileSync } = require('node:fs')
const path = require('node:path')
const { cacheFile, load } = require('../bin/load.js')

const { exports: program, script } = load()
const sample = path.join(__dirname, '../fixtures/acme')
program.main(['node', 'sipin', 'validate', sample, '--quiet']).then(() => {
  if (script) writeFileSync(cacheFile, script.createCachedData())
})
