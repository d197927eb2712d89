import type { Diagnostic } from '../diagnostic.js'
import type { Project } from '../model/project.js'
import { modulesOf } from '../render/asterisk/modules.js'
import { asteriskCommand } from './asterisk.js'
import { type Complaints, collectComplaints, comesUp } from './complaints.js'
import { becomes, type Container } from './container.js'
import type { NodeContainer } from './lab.js'

/** Asterisk starts, runs every module and has the dialplan of every line. */
export async function checkNode(
  { container, log, id }: NodeContainer,
  project: Project,
): Promise<Diagnostic[]> {
  const problems = collectComplaints(`Asterisk ${id}`, project)
  if (await comesUp(container, asteriskCommand('core waitfullybooted'))) {
    await checkModules(container, project, problems)
    await checkDialplan(container, project, problems)
  } else {
    problems.add('Asterisk does not start')
  }
  for (const line of log.map(withoutColour).filter(isError)) problems.add(withoutTime(line))
  return [...problems.found]
}

/** Asterisk prints colours wherever it runs. */
function withoutColour(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what begins a colour
  return line.replace(/\u001b\[[0-9;]*m/g, '')
}

function withoutTime(line: string): string {
  return line.replace(/^\[[^\]]*\] /, '').replace(/\[\d+\](?=:| )/, '')
}

/** pjproject warns of a race when a module of SIP is loaded; Asterisk loads them all before the first call. */
function isError(line: string): boolean {
  return /\b(ERROR|WARNING)\[/.test(line) && !line.includes('registered during operation')
}

/**
 * A module that does not run will not run later either. One that does may be missing in an answer: what the remote
 * console prints of its own can come between the lines (once in 700 boots).
 */
async function checkModules(container: Container, project: Project, problems: Complaints): Promise<void> {
  let missing = modulesOf(project)
  await becomes(2, async () => {
    const shown = (await container.exec(asteriskCommand('module show'))).split('\n')
    missing = missing.filter(
      name => !shown.some(text => text.startsWith(`${name}.so`) && text.includes('Running')),
    )
    return missing.length === 0
  })
  for (const name of missing) problems.add(`Asterisk does not run the module ${name}`)
}

async function checkDialplan(container: Container, { lines }: Project, problems: Complaints): Promise<void> {
  const shown = await container.exec(asteriskCommand('dialplan show'))
  const contexts = new Map(
    shown.split(/^(?=\[ Context ')/m).map(text => [/^\[ Context '([^']+)'/.exec(text)?.[1], text] as const),
  )
  for (const { id } of lines)
    if (!contexts.has(`line-${id}`)) problems.add(`Asterisk has no dialplan for line-${id}`)
  // A step that names what is not there fails only when a call comes to it.
  const applications = await known(container, 'core show applications')
  const functions = await known(container, 'core show functions')
  for (const [context, text] of contexts) {
    for (const [, name = ''] of text.matchAll(/^ .*?\d+\. ([A-Za-z]\w*)\(/gm))
      if (!applications.has(name.toLowerCase()))
        problems.add(`Asterisk has no application ${name}, which the dialplan ${context} uses`)
    for (const [, name = ''] of text.matchAll(/\$\{([A-Z][A-Z0-9_]+)\(/g))
      if (!functions.has(name.toLowerCase()))
        problems.add(`Asterisk has no function ${name}, which the dialplan ${context} uses`)
  }
}

/** The first word of each line that is shown. */
async function known(container: Container, question: string): Promise<ReadonlySet<string>> {
  const shown = await container.exec(asteriskCommand(question))
  return new Set(Array.from(shown.matchAll(/^ *([A-Za-z]\w*)/gm), ([, name = '']) => name.toLowerCase()))
}
