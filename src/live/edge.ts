import { type EdgeAnswers, edgeQuestions, edgeStateShown } from '../apply/edge-state.js'
import type { Machine } from '../apply/machines.js'
import type { RowChange } from '../apply/tables.js'
import { EnvironmentError } from '../errors.js'
import { quoted, runOn, script } from './reach.js'

type Request = readonly [method: string, ...parameters: string[]]

/** A request over the FIFO that is longer is read in part, and the next ones with it. */
const longest = 7900

/**
 * Kamailio's JSON-RPC over its FIFO, in Perl, which every Debian has: kamcmd refuses to print large tables. Requests are
 * lines after the program, and answers end with a line of four hyphens.
 */
const client = `use strict; use warnings; use Fcntl; use POSIX qw(mkfifo);
my $fifo = '/run/kamailio/rpc.fifo';
my $name = "sipin-$$";
my $reply = "/tmp/$name";
sysopen(my $out, $fifo, O_WRONLY|O_NONBLOCK) or die "Kamailio does not listen at $fifo: $!\\n";
umask 0; mkfifo($reply, 0666) or die "$reply: $!\\n";
END { unlink $reply if defined $reply }
sysopen(my $in, $reply, O_RDWR|O_NONBLOCK) or die "$reply: $!\\n";
while (my $line = <DATA>) {
  $line =~ s/"\\@"/"$name"/;
  syswrite($out, $line) == length($line) or die "$fifo: $!\\n";
  my $text = '';
  until ($text =~ /\\n\\}$/) {
    my $bits = ''; vec($bits, fileno($in), 1) = 1;
    select($bits, undef, undef, 10) or die "Kamailio does not answer\\n";
    defined sysread($in, $text, 1 << 20, length $text) or die "$reply: $!\\n";
  }
  print $text, "\\n----\\n";
}
__END__
`

/** Asks an edge, one request after the other. @throws {EnvironmentError} When it does not run, or one is refused. */
async function ask(machine: Machine, requests: readonly Request[]): Promise<unknown[]> {
  if (requests.length === 0) return []
  const lines = requests.map(requestLine)
  const { status, stdout, stderr } = await runOn(machine, ['perl'], `${client}${lines.join('')}`)
  if (status !== 0) throw new EnvironmentError(`${machine.name}: ${stderr}`)
  const said = Buffer.from(stdout).toString('utf8').split('\n----\n').slice(0, -1)
  return requests.map(([method, ...parameters], index) => {
    const { result, error } = JSON.parse(said[index] ?? '{}') as {
      result?: unknown
      error?: { message?: string }
    }
    if (error || result === undefined)
      throw new EnvironmentError(
        `${machine.name}: Kamailio refuses ${method} ${parameters.slice(0, 2).join(' ')}: ${error?.message ?? 'no answer'}`,
      )
    return result
  })
}

function requestLine([method, ...params]: Request): string {
  return `${JSON.stringify({ jsonrpc: '2.0', method, params, reply_name: '@', id: 1 })}\n`
}

export async function readEdge(machine: Machine): Promise<EdgeAnswers> {
  return edgeStateShown(await ask(machine, edgeQuestions))
}

/** Changes rows in their order; a call meets each row as it was or as it is. */
export async function changeRows(machine: Machine, changes: readonly RowChange[]): Promise<void> {
  let few: Request[] = []
  for (const change of changes) {
    const request = requestOf(change)
    if (Buffer.byteLength(requestLine(request)) <= longest) {
      few.push(request)
      continue
    }
    await ask(machine, few)
    few = []
    await changeByName(machine, request)
  }
  await ask(machine, few)
}

function requestOf({ table, key, value }: RowChange): Request {
  return value === undefined ? ['htable.delete', table, key] : ['htable.sets', table, key, value]
}

/** kamcmd takes long values. It says \`error\` with status 0. */
async function changeByName(machine: Machine, [method, table = '', key = '', value]: Request): Promise<void> {
  const words = [method, table, `s:${key}`, ...(value === undefined ? [] : [`s:${value}`])]
  await command(machine, `kamcmd ${words.map(quoted).join(' ')}`)
}

/** A command of the edge that says so when it fails. */
export async function command(machine: Machine, text: string): Promise<void> {
  const said = await script(machine, `${text} </dev/null`)
  if (/^error/im.test(said))
    throw new EnvironmentError(`${machine.name}: \`${text.slice(0, 60)}\`: ${said.trim()}`)
}

/** Reads the nodes again. Those that were taken out by hand, or did not answer, stay so. */
export async function reloadNodes(machine: Machine): Promise<void> {
  const { known } = await readEdge(machine)
  await command(machine, 'kamcmd dispatcher.reload')
  const after = new Set((await readEdge(machine)).nodes)
  for (const { uri, flags } of known) {
    const state = flags.startsWith('D') ? 'dx' : flags.startsWith('I') ? 'ip' : undefined
    if (state !== undefined && after.has(uri))
      await command(machine, `kamcmd dispatcher.set_state ${state} 1 ${uri}`)
  }
}
