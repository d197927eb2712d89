import type { Diagnostic, Place } from '../diagnostic.js'
import type { Project } from '../model/project.js'
import { modules } from '../render/asterisk/modules.js'
import { edgeTables } from '../render/kamailio/tables.js'
import { asteriskCommand } from './asterisk.js'
import { until } from './container.js'
import type { EngineContainer, EngineLab, NodeContainer } from './lab.js'
import { placeOfMessage } from './trace-back.js'

/**
 * The boot stage: both engines run, hold what the tree says, and have nothing to complain about. What they
 * say is given the place in the YAML that it comes from.
 */
export async function checkBoot({ edge, nodes }: EngineLab, project: Project): Promise<Diagnostic[]> {
  const edgeProblems = await checkEdge(edge, project)
  const nodeProblems = await Promise.all(nodes.map(node => checkNode(node, project)))
  return [...edgeProblems, ...nodeProblems.flat()]
}

async function checkEdge({ container, log }: EngineContainer, project: Project): Promise<Diagnostic[]> {
  const problems = collector('Kamailio', project)
  const gone = { ended: false }
  void container.running.ended.then(() => {
    gone.ended = true
  })
  const up = await waits(() => container.check(['kamcmd', 'core.uptime']), gone)
  if (!up) problems.add('Kamailio does not start')
  else {
    await checkTables(container, project, problems)
    await checkDispatcher(container, project, problems)
  }
  for (const line of log.filter(isKamailioError)) problems.add(line.replace(/^\s*\d+\(\d+\)\s*/, ''))
  return problems.found
}

function isKamailioError(line: string): boolean {
  return /\b(ERROR|CRITICAL|ALERT|EMERG)\b/.test(line)
}

async function checkTables(
  container: EngineContainer['container'],
  project: Project,
  problems: Collector,
): Promise<void> {
  const stats = await container.exec(['kamcmd', 'htable.stats'])
  const loaded = new Map(
    Array.from(stats.matchAll(/name: (\S+)\s+slots: \d+\s+all: (\d+)/g), ([, name, count]) => [
      name as string,
      Number(count),
    ]),
  )
  for (const { name, rows } of edgeTables(project)) {
    const count = loaded.get(name)
    if (count !== rows.length)
      problems.add(`Kamailio holds ${count ?? 'no'} rows of the table ${name}, the tree has ${rows.length}`)
  }
}

async function checkDispatcher(
  container: EngineContainer['container'],
  { nodes }: Project,
  problems: Collector,
): Promise<void> {
  const list = await container.exec(['kamcmd', 'dispatcher.list'])
  const count = list.match(/URI: /g)?.length ?? 0
  if (count !== nodes.length) problems.add(`Kamailio knows ${count} nodes, the tree has ${nodes.length}`)
}

async function checkNode({ container, log, id }: NodeContainer, project: Project): Promise<Diagnostic[]> {
  const problems = collector(`Asterisk ${id}`, project)
  const gone = { ended: false }
  void container.running.ended.then(() => {
    gone.ended = true
  })
  const up = await waits(() => container.check(asteriskCommand('core waitfullybooted')), gone)
  if (!up) problems.add('Asterisk does not start')
  else {
    await checkModules(container, problems)
    await checkDialplan(container, project, problems)
  }
  for (const line of log.map(withoutColour).filter(isAsteriskError)) problems.add(line)
  return problems.found
}

/** Asterisk prints colours wherever it runs. */
function withoutColour(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what begins a colour
  return line.replace(/\u001b\[[0-9;]*m/g, '')
}

function isAsteriskError(line: string): boolean {
  return /\b(ERROR|WARNING)\[/.test(line)
}

async function checkModules(container: EngineContainer['container'], problems: Collector): Promise<void> {
  const shown = await container.exec(asteriskCommand('module show'))
  for (const name of modules) {
    const line = shown.split('\n').find(text => text.startsWith(`${name}.so`))
    if (!line?.includes('Running')) problems.add(`Asterisk does not run the module ${name}`)
  }
}

async function checkDialplan(
  container: EngineContainer['container'],
  { lines }: Project,
  problems: Collector,
): Promise<void> {
  const shown = await container.exec(asteriskCommand('dialplan show'))
  const contexts = new Set(Array.from(shown.matchAll(/\[ Context '([^']+)'/g), match => match[1]))
  for (const { id } of lines)
    if (!contexts.has(`line-${id}`)) problems.add(`Asterisk has no dialplan for line-${id}`)
}

/** Asks until the answer is yes or the engine is gone. */
async function waits(condition: () => Promise<boolean>, gone: { ended: boolean }): Promise<boolean> {
  let up = false
  await until('an engine', 30, async () => {
    up = !gone.ended && (await condition())
    return up || gone.ended
  })
  return up
}

interface Collector {
  readonly found: Diagnostic[]
  readonly add: (message: string) => void
}

function collector(engine: string, project: Project): Collector {
  const found: Diagnostic[] = []
  return {
    found,
    add: message => {
      const place: Place = placeOfMessage(message, project) ?? { file: engine, span: { start: 0, end: 0 } }
      if (found.some(other => other.message === message)) return
      found.push({
        code: 'engine',
        severity: 'error',
        message,
        place,
        why: `${engine} said so when it was started with the generated tree.`,
      })
    },
  }
}
