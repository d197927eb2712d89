// What `npm test` runs, in this order. To add a stage is to add a line here.
//
// report: how the stage tells its counts. `jest`: a jest command, counted from its JSON; `junit`: JUnit XML on
// stdout; `counts`: its stdout ends with `N passed, N failed`; `none`: a check that has no tests, only a status.
// engine: it needs a container engine. minutes: what it takes at the most on a machine of its own; it is ended when it
// hangs, after several times that. alone: no other stage runs beside it, because it measures,
// fills both processors, or makes what the others need.

const jest = ['npx', 'jest']
const engineTests = ['npx', 'jest', '--config', 'jest.engine.config.mjs', '--runInBand']
// Tests that mostly wait, each file with containers of its own.
const engineTestsByTwo = ['npx', 'jest', '--config', 'jest.engine.config.mjs', '--maxWorkers', '2']
const sipin = (...args) => ['node', 'bin/sipin.js', ...args]

/** @typedef {{ name: string, command: readonly string[], report: 'jest' | 'junit' | 'counts' | 'none', engine: boolean, minutes: number, alone?: boolean }} Stage */

/** @type {readonly Stage[]} */
export const stages = [
  { name: 'types', command: ['npx', 'tsc', '--noEmit'], report: 'none', engine: false, minutes: 3 },
  { name: 'lint', command: ['npx', 'biome', 'check'], report: 'none', engine: false, minutes: 3 },
  { name: 'dead code', command: ['npx', 'knip'], report: 'none', engine: false, minutes: 3 },
  {
    name: 'unit tests',
    command: [...jest, '--testPathIgnorePatterns', 'src/e2e', '(engine|browser)\\.test'],
    report: 'jest',
    engine: false,
    minutes: 10,
    alone: true,
  },
  {
    name: 'command lines',
    command: [
      ...jest,
      '--testPathPatterns',
      'src/e2e',
      '--testPathIgnorePatterns',
      'e2e/(pre-commit|installed)',
    ],
    report: 'jest',
    engine: false,
    minutes: 10,
  },
  {
    name: 'pre-commit',
    command: ['node', 'scripts/pre-commit.mjs'],
    report: 'jest',
    engine: false,
    minutes: 10,
  },
  ...['acme', 'plan', 'edge'].map(name => ({
    name: `${name} in the model`,
    command: sipin('test', '--model', `fixtures/${name}`, '--format', 'junit'),
    report: 'junit',
    engine: false,
    minutes: 1,
  })),
  {
    name: 'benchmarks',
    command: [
      'node',
      'bench/run.mjs',
      '--quick',
      '--only',
      'start-up',
      '--only',
      'projects',
      '--only',
      'kinds',
    ],
    report: 'counts',
    engine: false,
    minutes: 5,
    alone: true,
  },
  {
    name: 'pictures in a browser',
    command: ['node', 'scripts/test-graph.mjs'],
    report: 'jest',
    engine: false,
    minutes: 10,
  },
  {
    name: 'images',
    command: sipin('test', '--boot', 'fixtures/acme'),
    report: 'none',
    engine: true,
    minutes: 15,
    alone: true,
  },
  {
    name: 'package on every Node.js',
    command: ['node', 'scripts/installed.mjs'],
    report: 'jest',
    engine: true,
    minutes: 10,
  },
  {
    name: 'edge and node',
    command: [
      ...engineTests,
      'src/(edge|node)-tests',
      '--testPathIgnorePatterns',
      '(failover|flood|silent-load)\\.engine',
    ],
    report: 'jest',
    engine: true,
    minutes: 10,
  },
  {
    name: 'edge under load',
    command: [...engineTests, 'src/edge-tests/(failover|flood|silent-load)'],
    report: 'jest',
    engine: true,
    minutes: 5,
    alone: true,
  },
  {
    name: 'benchmark of the edge',
    command: ['node', 'bench/run.mjs', '--quick', '--only', 'edge'],
    report: 'counts',
    engine: true,
    minutes: 5,
    alone: true,
  },
  {
    name: 'judges of mutants',
    // The others are these once more, at another time or on another release. The corpus's takes half a minute to
    // show what the stage of the corpus shows: `npm run mutate -- --check` asks it too.
    command: [
      ...['node', 'scripts/mutate.mjs', '--check'],
      ...['packets', 'rows', 'messages', 'edge-tests', 'tls', 'node-tests'].flatMap(name => [
        '--judge',
        name,
      ]),
    ],
    report: 'counts',
    engine: true,
    minutes: 5,
    alone: true,
  },
  {
    name: 'lab',
    command: [...engineTests, 'src/lab/(boot|leftovers|verdicts)'],
    report: 'jest',
    engine: true,
    minutes: 10,
  },
  {
    name: 'calls that take long',
    command: [
      ...engineTestsByTwo,
      'src/lab',
      '--testPathIgnorePatterns',
      '(boot|leftovers|verdicts)\\.engine',
    ],
    report: 'jest',
    engine: true,
    minutes: 5,
  },
  {
    name: 'going live',
    command: [...engineTests, 'src/live'],
    report: 'jest',
    engine: true,
    minutes: 10,
  },
  {
    name: 'firewall packets',
    command: [...engineTests, 'src/render/firewall'],
    report: 'jest',
    engine: true,
    minutes: 5,
  },
  ...['6.1', '6.0', '5.6'].map(release => ({
    name: `transports and SRTP on Kamailio ${release}`,
    command: sipin('test', 'fixtures/edge', '--kamailio', release, '--format', 'junit'),
    report: 'junit',
    engine: true,
    minutes: 5,
  })),
  {
    name: 'a site behind NAT',
    command: sipin('test', 'fixtures/cloud', '--format', 'junit'),
    report: 'junit',
    engine: true,
    minutes: 5,
  },
  {
    name: 'every call plan',
    command: sipin('test', 'fixtures/plan', '--format', 'junit'),
    report: 'junit',
    engine: true,
    minutes: 8,
  },
  {
    name: 'Zendesk',
    command: sipin('test', 'fixtures/records', '--format', 'junit'),
    report: 'junit',
    engine: true,
    minutes: 5,
  },
  {
    name: 'messages by mail',
    command: sipin('test', 'fixtures/mail', '--format', 'junit'),
    report: 'junit',
    engine: true,
    minutes: 5,
  },
  ...['6.1', '6.0', '5.6'].map(release => ({
    name: `acme on Kamailio ${release}`,
    command: sipin('test', 'fixtures/acme', '--kamailio', release, '--format', 'junit'),
    report: 'junit',
    engine: true,
    minutes: 8,
  })),
  {
    name: 'every project shown',
    command: ['node', 'scripts/shown.mjs'],
    report: 'counts',
    engine: true,
    minutes: 12,
    alone: true,
  },
  {
    name: 'projects of every pair of keys',
    command: ['node', 'scripts/shown.mjs', '--made', '300'],
    report: 'counts',
    engine: true,
    minutes: 20,
    alone: true,
  },
  {
    name: 'conformance of model and engines',
    command: ['node', 'scripts/conformance.mjs', '--calls', '300'],
    report: 'counts',
    engine: true,
    minutes: 8,
    alone: true,
  },
  {
    // 2,000 calls at 20 % by hand: npm run conformance -- --calls 2000 --loss 20
    name: 'conformance while packets get lost',
    command: ['node', 'scripts/conformance.mjs', '--calls', '30', '--seed', '2', '--loss', '5'],
    report: 'counts',
    engine: true,
    minutes: 8,
  },
  {
    name: 'hostile corpus on Kamailio 5.6, 6.0 and 6.1',
    command: ['node', 'scripts/hostile.mjs'],
    report: 'counts',
    engine: true,
    minutes: 8,
  },
  {
    name: 'fuzz smoke',
    command: [
      'node',
      'scripts/fuzz.mjs',
      '--count',
      '2000',
      '--kamailio',
      '5.6',
      '--kamailio',
      '6.0',
      '--kamailio',
      '6.1',
    ],
    report: 'counts',
    engine: true,
    minutes: 8,
  },
]
