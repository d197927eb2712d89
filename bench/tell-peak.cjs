// Loaded before a program by bench/measure.mjs: tells file descriptor 3 the peak of resident memory, in KB, and the
// CPU time of all its threads, in microseconds.
const { writeSync } = require('node:fs')

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  writeSync(3, `${maxRSS} ${userCPUTime + systemCPUTime}`)
})
