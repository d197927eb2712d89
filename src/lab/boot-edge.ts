import type { Diagnostic } from '../diagnostic.js'
import type { Project } from '../model/project.js'
import { memoryOf } from '../render/kamailio/memory.js'
import { edgeTables, type Table } from '../render/kamailio/tables.js'
import { type Complaints, collectComplaints, comesUp } from './complaints.js'
import type { Container } from './container.js'
import type { EngineContainer } from './lab.js'

/** The question that an edge which runs answers. */
export const edgeIsUp = ['kamcmd', 'core.uptime'] as const

/** Kamailio accepts its configuration, starts, and holds the rows of the tree. */
export async function checkEdge(
  { container, log }: EngineContainer,
  project: Project,
): Promise<Diagnostic[]> {
  const problems = collectComplaints('Kamailio', project)
  const up = await comesUp(container, edgeIsUp)
  if (up) {
    await checkTables(container, edgeTables(project), problems)
    await checkDispatcher(container, project, problems)
  } else if (log.some(line => line.includes('config file ok'))) {
    problems.add('Kamailio accepts kamailio.cfg, and does not start with it')
  } else {
    problems.add('Kamailio does not accept kamailio.cfg')
  }
  for (const line of log.filter(isError)) problems.add(line.replace(/^\s*\d+\(\d+\)\s*/, ''))
  return [...problems.found]
}

/** Checks the configuration first, since its messages are the better ones, and starts with it. */
export function edgeCommand(project: Project): readonly string[] {
  return [
    'sh',
    '-c',
    `kamailio -c -E ${memoryOptions(project).join(' ')} && exec ${edgeStart(project).join(' ')}`,
  ]
}

/** Starts with it as it is. */
export function edgeStart(project: Project): readonly string[] {
  return ['kamailio', '-DD', '-E', ...memoryOptions(project)]
}

/** To read the script alone, with TLS, takes more private memory than the 8 MB that Kamailio has by itself. */
function memoryOptions(project: Project): readonly string[] {
  const memory = memoryOf(edgeTables(project))
  return ['-m', String(memory.shared), '-M', String(memory.private)]
}

function isError(line: string): boolean {
  return /\b(ERROR|CRITICAL|ALERT|EMERG)\b/.test(line)
}

/** With more rows than this only their number is compared. */
const fewRows = 500

async function checkTables(
  container: Container,
  tables: readonly Table[],
  problems: Complaints,
): Promise<void> {
  const stats = await container.exec(['kamcmd', 'htable.stats'])
  const loaded = new Map(
    Array.from(stats.matchAll(/name: (\S+)\s+slots: \d+\s+all: (\d+)/g), ([, name, count]) => [
      name as string,
      Number(count),
    ]),
  )
  for (const table of tables) {
    const { name, rows } = table
    const count = loaded.get(name)
    if (count !== rows.length)
      problems.add(`Kamailio holds ${count ?? 'no'} rows of the table ${name}, the tree has ${rows.length}`)
    if (count !== undefined && rows.length <= fewRows) await checkRows(container, table, problems)
  }
}

async function checkRows(container: Container, { name, rows }: Table, problems: Complaints): Promise<void> {
  if (rows.length === 0) return
  // `s:` makes a text of what kamcmd would read as a number: `161.115`, `10`, and `2e00` of IPv6.
  const script = `for key; do kamcmd htable.get ${name} "s:$key" 2>&1 | grep -m 1 value: || echo none; done`
  const answers = await container.exec(['sh', '-c', script, 'sh', ...rows.map(({ key }) => key)])
  const values = answers.split('\n').map(line => /^\s*value: (.*)$/.exec(line)?.[1])
  for (const [index, { key, value }] of rows.entries()) {
    const held = values[index]
    // The other rows of a line have its id for a value.
    const origin = `${key} line:${value}`
    if (held === undefined) problems.add(`Kamailio does not hold the row ${key} of the table ${name}`, origin)
    else if (held !== value)
      problems.add(
        `Kamailio holds \`${held}\` in the row ${key} of the table ${name}, the tree has \`${value}\``,
        origin,
      )
  }
}

async function checkDispatcher(
  container: Container,
  { nodes }: Project,
  problems: Complaints,
): Promise<void> {
  const list = await container.exec(['kamcmd', 'dispatcher.list'])
  const count = list.match(/URI: /g)?.length ?? 0
  if (count !== nodes.length) problems.add(`Kamailio knows ${count} nodes, the tree has ${nodes.length}`)
}
