#!/usr/bin/env node
'use strict'
const module_ = require('node:module')
const path = require('node:path')

// Node 22.1 and later keep compiled code between runs, for each release of theirs. It must lie where only the user
// writes: by default it is in the temporary folder, where others could put code that is then run.
const { XDG_CACHE_HOME, HOME = '' } = process.env
const caches = XDG_CACHE_HOME || path.join(HOME, '.cache')
if (path.isAbsolute(caches)) module_.enableCompileCache?.(path.join(caches, 'sipin'))

require('../dist/cli.cjs').main(process.argv)
