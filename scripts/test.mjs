// Runs every stage of stages.mjs, or those whose names contain an argument: `npm test -- unit acme`.
// A stage that fails does not keep the others from running. Output goes to test-results/, and of a failure
// to the terminal too. The last line is `N passed, N failed`; exit status 1 unless everything passed.

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { endEngine, prepareBuild, prepareEngine, root } from './setup.mjs'
import { stages } from './stages.mjs'

const results = path.join(root, 'test-results')
/** A stage is ended after so many times its minutes: no machine is busy enough to need that, so it hangs. */
const patience = 6
const begin = performance.now()
const wanted = process.argv.slice(2)
/** How many stages run beside each other. */
const most = Math.max(1, Math.min(2, availableParallelism()))
const chosen = stages.filter(({ name }) => wanted.length === 0 || wanted.some(text => name.includes(text)))
if (chosen.length === 0) {
  console.log(
    `no stage is named like ${wanted.join(', ')}; there are: ${stages.map(({ name }) => name).join(', ')}`,
  )
  process.exit(2)
}
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
if (!prepareBuild()) {
  console.log('the build failed\n\n0 passed, 1 failed')
  process.exit(1)
}
const enginePid = path.join(results, 'dockerd.pid')
const hasEngine = chosen.some(({ engine }) => engine) && prepareEngine(enginePid)

const outcomes = await runStages()
await endEngine(enginePid)
printTotals(outcomes)

/**
 * Two stages at a time, in the order of the list, since most wait more than they compute; a stage that measures, or
 * whose calls must not meet others, runs alone. Their outcomes, in the order in which they ended.
 */
async function runStages() {
  const done = []
  const running = new Set()
  for (const stage of chosen) {
    while (
      running.size > 0 &&
      (stage.alone || running.size >= most || [...running].some(({ alone }) => alone))
    )
      await Promise.race([...running].map(({ ends }) => ends))
    const run = { alone: stage.alone, ends: undefined }
    run.ends = runStage(stage).then(outcome => {
      running.delete(run)
      done.push(outcome)
      printOutcome(outcome)
    })
    running.add(run)
  }
  await Promise.all([...running].map(({ ends }) => ends))
  return done
}

/** @typedef {{ name: string, passed: number, failed: number, seconds: number, why: string | undefined, tail: string, failures: readonly string[] }} Outcome */

/** @returns {Promise<Outcome>} */
async function runStage({ name, command, report, engine, minutes }) {
  const nothing = { name, passed: 0, seconds: 0, tail: '', failures: [] }
  if (engine && !hasEngine) return { ...nothing, failed: 1, why: 'no container engine answers' }
  const file = path.join(results, name.replace(/[^a-z0-9.]+/gi, '-'))
  const more = report === 'jest' ? ['--json', `--outputFile=${file}.json`] : []
  const { status, stdout, output, seconds, late } = await run([...command, ...more], minutes * patience)
  writeFileSync(`${file}.log`, output)
  const counts = countTests(report, `${file}.json`, stdout)
  const why = late
    ? `ended after ${minutes * patience} minutes`
    : status !== 0
      ? `exit status ${status}`
      : counts.failed > 0
        ? 'tests failed'
        : report !== 'none' && counts.passed === 0
          ? 'no test ran'
          : undefined
  return {
    name,
    seconds,
    why,
    passed: counts.passed,
    failed: why ? Math.max(counts.failed, 1) : 0,
    tail: output.split('\n').slice(-80).join('\n'),
    failures: why ? failuresIn(report, `${file}.json`, output) : [],
  }
}

/** Ends the stage's whole process group when its time is over: politely, so that it can take its containers down. */
function run([command, ...args], minutes) {
  return new Promise(resolve => {
    const start = performance.now()
    const child = spawn(command, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings', NO_COLOR: '1' },
    })
    let stdout = ''
    let output = ''
    child.stdout.on('data', bytes => {
      stdout += bytes
      output += bytes
    })
    child.stderr.on('data', bytes => {
      output += bytes
    })
    let late = false
    const end = signal => {
      late = true
      signalGroup(child.pid, signal)
    }
    const timers = [
      setTimeout(() => end('SIGTERM'), minutes * 60_000),
      setTimeout(() => end('SIGKILL'), minutes * 60_000 + 20_000),
    ]
    const settle = status => {
      for (const timer of timers) clearTimeout(timer)
      resolve({ status, stdout, output, late, seconds: (performance.now() - start) / 1000 })
    }
    child.on('error', error => {
      output += String(error)
      settle(127)
    })
    child.on('close', (code, signal) => settle(code ?? signal))
  })
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // It ended by itself in this moment.
  }
}

function countTests(report, jestFile, stdout) {
  if (report === 'jest') {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = readJson(jestFile)
    return { passed: numPassedTests ?? 0, failed: (numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0) }
  }
  if (report === 'junit') {
    const [, tests = '0', failures = '0'] = /<testsuites tests="(\d+)" failures="(\d+)"/.exec(stdout) ?? []
    return { passed: Number(tests) - Number(failures), failed: Number(failures) }
  }
  if (report === 'counts') {
    const [, passed = '0', failed = '0'] = /^(\d+) passed, (\d+) failed\s*$/m.exec(stdout) ?? []
    return { passed: Number(passed), failed: Number(failed) }
  }
  return { passed: 0, failed: 0 }
}

/** The tests of a stage that failed, each with the first lines of its message: whoever reads a log that was cut has its end. */
function failuresIn(report, jestFile, output) {
  if (report === 'junit')
    return [...output.matchAll(/ name="([^"]*)"[^>]*>\s*<failure message="([^"]*)"/g)].map(
      ([, name, message]) => `${name}: ${message}`,
    )
  if (report !== 'jest') {
    const lines = output.split('\n')
    return lines.flatMap((line, at) =>
      /^ *FAIL /.test(line) ? [lines.slice(at, at + 4).join('\n      ')] : [],
    )
  }
  return (readJson(jestFile).testResults ?? []).flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === 'failed')
    const file = path.relative(root, name)
    if (failed.length === 0 && assertionResults.length === 0) return [`${file}: ${firstLines(message)}`]
    return failed.map(
      ({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLines(failureMessages.join('\n'))}`,
    )
  })
}

function firstLines(message = '') {
  return message
    .split('\n')
    .filter(line => line.trim() && !/^ +at /.test(line))
    .slice(0, 6)
    .join('\n      ')
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}

function printOutcome({ name, passed, failed, seconds, why, tail }) {
  const counts = passed + failed > 0 ? `, ${passed} passed${failed ? ` and ${failed} failed` : ''}` : ''
  console.log(`${why ? 'FAIL' : 'ok  '} ${name} (${seconds.toFixed(1)} s${counts})${why ? `: ${why}` : ''}`)
  if (why && tail) console.log(tail.replace(/^/gm, '     | '))
}

function printTotals(all) {
  const sum = key => all.reduce((total, outcome) => total + outcome[key], 0)
  const bad = all.filter(({ why }) => why)
  console.log(
    `\n${all.length - bad.length} of ${all.length} stages passed in ${((performance.now() - begin) / 60_000).toFixed(1)} minutes`,
  )
  for (const { name, why, failures } of bad) {
    console.log(`  ${name}: ${why}`)
    for (const failure of failures.slice(0, 10)) console.log(`    ${failure}`)
  }
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
  process.exitCode = bad.length > 0 ? 1 : 0
}
