import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { repository } from '../testing/golden.js'
import { inFolder, type Run, shell, sipin, writeFiles } from '../testing/program.js'

const project = `version: 1
lines:
  support: {uri: sip:support@support.sip.twilio.com, allow: [203.0.113.0/28], voicemail: true}
`
const bad = project.replace('sip:', 'sips:')
const scenarios = `scenarios:
  - name: a stranger
    call: {line: support, from: 192.0.2.66}
    expect: {outcome: rejected, status: 403}
`

/** A command of every kind that prints a result, and the status it has when it can. */
const results = [
  ['--help', 0],
  ['schema', 0],
  ['validate good --proofs', 0],
  ['validate bad --format json', 1],
  ['validate bad --format sarif', 1],
  ['validate bad --format github', 1],
  ['validate bad --format junit', 1],
  ['generate good -o tree --check', 1],
  ['explain good --line support', 0],
  ['explain good --line support --format json', 0],
  ['diff good good/sipin.yaml --format json', 0],
  ['test good --model', 0],
  ['test good --model --format junit', 0],
  ['graph good', 0],
] as const
/** And of every kind that says something. */
const messages = [
  ['validate bad', 1],
  ['validate absent', 2],
  ['nonsense', 2],
  ['generate good -o tree', 0],
  ['generate good -o /proc/tree', 3],
  ['init new', 0],
  ['diff bad good', 1],
  ['test good --model --suggest --date 2026-11-24', 0],
] as const

function inSite<T>(use: (cwd: string) => T): T {
  return inFolder(cwd => {
    writeFiles(cwd, [
      ['good/sipin.yaml', project],
      ['good/scenarios/a.yaml', scenarios],
      ['bad/sipin.yaml', bad],
    ])
    return use(cwd)
  })
}

describe('a full disk is exit status 3 and one sentence', () => {
  it.each(results)('under standard output: %s', (command, _) => {
    inSite(cwd => {
      const { status, stderr } = shell(`sipin ${command} > /dev/full`, { cwd })
      expect(stderr).toBe(
        'sipin: standard output cannot be written: the disk is full; free some room on it\n',
      )
      expect(status).toBe(3)
    })
  })

  it.each(messages)('under standard error: %s', (command, _) => {
    inSite(cwd => {
      expect(shell(`sipin ${command} 2> /dev/full > out`, { cwd }).status).toBe(3)
    })
  })

  it('also when it has room for a part', () => {
    inSite(cwd => {
      const mounts = process.getuid?.() === 0 ? 'unshare --mount' : 'unshare --map-root-user --mount'
      const { status, stderr, stdout } = shell(
        `${mounts} sh -c 'mkdir disk; mount -t tmpfs -o size=12k tmpfs disk; sipin schema > disk/schema; echo $?; wc -c < disk/schema'`,
        { cwd },
      )
      expect(stderr).toBe(
        'sipin: standard output cannot be written: the disk is full; free some room on it\n',
      )
      expect(stdout).toMatch(/^3\n[1-9][0-9]+\n$/)
      expect(status).toBe(0)
    })
  })
})

describe('a reader that has gone away is status 3, in one sentence', () => {
  /** The command runs when its reader is gone for sure. */
  const into = (stream: 1 | 2, command: string): string =>
    `mkfifo gone; { read -r x < gone; sipin ${command} ${stream}>&3; echo $? > status; } 3>&1 >/dev/null | { exec <&-; echo > gone; }; cat status`

  it.each(results)('from standard output: %s', (command, _) => {
    inSite(cwd => {
      const { stdout, stderr } = shell(into(1, command), { cwd })
      expect(stdout).toBe('3\n')
      const said = 'sipin: standard output cannot be written: its reader has gone; let it read to the end\n'
      expect(stderr.split(said)).toHaveLength(2)
      expect(stderr).not.toMatch(/EPIPE| {4}at /)
    })
  })

  it.each(messages)('from standard error: %s', (command, _) => {
    inSite(cwd => {
      expect(shell(into(2, command), { cwd })).toEqual({ status: 0, stdout: '3\n', stderr: '' })
    })
  })
})

describe('no text from outside speaks to a terminal or to a CI system', () => {
  // Each is several, so that one run of every command tries them all.
  const texts = [
    'a\n::error file=x::y\r\n  ::set-output name=x::y\r::add-mask::y',
    '::error::y##[error]y##vso[task.setvariable variable=x]y\n##[group]',
    '  ::stop-commands::y\u001b[31mred\u001b]0;title\u0007\u001bc\u0008\u007f',
    '\u009b31m\u0085::error::y\u202etxt.lmay\u2066\u2069\u200e\u061c\u2028::error::y\u2029',
    '\ufeff\u00ad\u200b\u{e0041}\u{e007f}%0A::error::y',
    '<&">\']]>`|*_[x](javascript:y)-->\n::error::y',
  ]
  const outputs = [
    ...['text', 'json', 'sarif', 'github', 'junit'].map(format => (name: string) => [
      'validate',
      name,
      '--format',
      format,
    ]),
    (name: string) => ['generate', name, '-o', 'tree'],
    (name: string) => ['generate', 'good', '-o', name, '--check'],
    (name: string) => ['generate', 'good', '-o', name],
    (name: string) => ['explain', name, '--line', 'support'],
    ...[
      '--line',
      '--from',
      '--uri',
      '--ticket',
      '--header',
      '--offer',
      '--caller',
      '--log',
      '--at',
      '--keys',
      '--method',
      '--media',
      '--talk',
      '--agent',
      '--message',
      '--profile',
      '--port',
    ].map(flag => (name: string) => [
      'explain',
      'good',
      ...(flag === '--line' ? [] : ['--line', 'support']),
      `${flag}=${name}`,
    ]),
    (name: string) => ['diff', name, 'good'],
    (name: string) => ['diff', 'good', 'good', '--guard', name],
    (name: string) => ['graph', name],
    (name: string) => ['graph', 'good', '--line', name],
    (name: string) => ['graph', 'good', '-o', `${name}.svg`],
    ...['text', 'json', 'junit'].map(format => (name: string) => [
      'test',
      name,
      '--model',
      '--format',
      format,
    ]),
    (name: string) => ['test', 'good', '--model', '--date', name],
    (name: string) => ['init', name],
    (name: string) => [name],
    (name: string) => ['validate', `--${name}`],
    (name: string) => ['validate', '--format', name],
  ]

  it.each(texts)(
    '%j as the name of a file, an option or a value, in everything that is printed',
    text => {
      inSite(cwd => {
        const name = text.replaceAll('/', '')
        const yaml = JSON.stringify(text)
        writeFiles(cwd, [
          [`${name}/${name}.yaml`, `${bad}agents: {a: {uri: ${yaml}}}\nsite: {name: ${yaml}}\n`],
          [`${name}/more.yml`, project],
          [
            `${name}/scenarios/${name}.yaml`,
            `scenarios:\n  - {name: ${yaml}, call: {line: ${yaml}}, expect: {outcome: ${yaml}}}\n`,
          ],
          [`named/${name}.yaml`, project.replace('support:', 'sales:')],
          [
            'named/scenarios/a.yaml',
            scenarios.replace('a stranger', `${yaml}`).replace('403', '404').replace('support', 'sales'),
          ],
        ])
        const calls = [
          ...outputs.map(command => command(name)),
          ...['text', 'json', 'junit'].map(format => ['test', 'named', '--model', '--format', format]),
          ...['text', 'json', 'markdown'].map(format => ['diff', 'good', 'named', '--format', format]),
          ['explain', 'named', '--line', 'sales'],
          ['explain', 'named', '--line', 'sales', '--format', 'json'],
          ['graph', 'named', '--format', 'html'],
        ]
        const { stdout, stderr } = runAll(calls, cwd)
        const printed = stdout + stderr
        expect(printed.length).toBeGreaterThan(10_000)
        expect([...printed].filter(character => harmful(character.codePointAt(0) as number))).toEqual([])
        const commands = printed.split('\n').filter(line => /^\s*::/.test(line))
        // Those that --format github makes, each of one of the two files.
        expect(commands.filter(line => !/^::(error|warning|notice) file=[^,]+\.ya?ml,/.test(line))).toEqual(
          [],
        )
        expect(commands.length).toBeGreaterThan(1)
        expect(/.{60}##\w*\[.{20}/.exec(printed)?.[0] ?? '').toBe('')
        expect(printed).not.toContain('this is a bug')
      })
    },
    120_000,
  )

  function harmful(code: number): boolean {
    return ranges.some(([from, to]) => from <= code && code <= to)
  }
  const ranges = [
    ...[
      [0, 8],
      [0xb, 0x1f],
      [0x7f, 0x9f],
      [0xad, 0xad],
      [0x61c, 0x61c],
      [0x200b, 0x200b],
      [0x200e, 0x200f],
    ],
    ...[
      [0x2028, 0x202e],
      [0x2066, 0x2069],
      [0xfeff, 0xfeff],
      [0xe0000, 0xe007f],
    ],
  ] as [number, number][]

  /** All of them in one process, which is what they cost. */
  function runAll(calls: readonly (readonly string[])[], cwd: string): Run {
    const cli = path.join(repository, 'dist/cli.cjs')
    const program = `
      const { main } = require(${JSON.stringify(cli)})
      const run = async () => { for (const words of ${JSON.stringify(calls)}) await main(['node', 'sipin', ...words]) }
      run()`
    writeFiles(cwd, [['run.cjs', program]])
    return shell('node --no-warnings run.cjs', { cwd })
  }
})

it('nothing is printed but through the one place that looks at it', () => {
  const folder = path.join(repository, 'src')
  const files = readdirSync(folder, { recursive: true })
    .map(String)
    .filter(file => file.endsWith('.ts') && !/\.test\.ts$|^testing\/|^lab\/actor\//.test(file))
    .filter(file =>
      /process\.(stdout|stderr)\.write|console\.(log|error)/.test(
        readFileSync(path.join(folder, file), 'utf8'),
      ),
    )
  // Progress is for terminals, and goes to one or nowhere.
  expect(files).toEqual(['commands/print.ts'])
  expect(sipin(['--version'], { cwd: '/' }).status).toBe(0)
})
