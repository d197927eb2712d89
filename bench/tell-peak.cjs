// Loaded before sipin by bench/measure.mjs: tells file descriptor 3 the peak of resident memory, in KB.
const { writeSync } = require('node:fs')

process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)))
