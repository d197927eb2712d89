import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { packageFile } from '../package-file.js'
import { bootDamaged } from '../testing/damaged-tree.js'

const cfg = 'kamailio/kamailio.cfg'
const lines = 'kamailio/db/lines'
const support = 'asterisk/lines/support.conf'
const yaml = 'fixtures/acme/sipin.yaml'

/** Where the fixture has a line or an agent: `fixtures/acme/sipin.yaml:45 billing`. */
function placeOf(id: string): string {
  const written = readFileSync(packageFile(yaml), 'utf8').split('\n')
  return `${yaml}:${written.findIndex(line => line.startsWith(`  ${id}:`)) + 1} ${id}`
}

describe('the boot stage', () => {
  it.concurrent('has nothing to say of the tree as it is generated', async () => {
    expect(await bootDamaged({})).toEqual([])
  })

  it.concurrent('shows the line and column of a syntax error that kamailio -c finds', async () => {
    const found = await bootDamaged({ [cfg]: text => text.replace('route(FIND_LINE);', 'route(FIND_LINE') })
    expect(found[0]).toEqual({ message: 'Kamailio does not accept kamailio.cfg', place: 'Kamailio' })
    expect(found[1]?.message).toMatch(/kamailio\.cfg, line \d+, column [\d-]+: syntax error/)
  })

  it.concurrent('finds the undefined route that kamailio -c lets pass', async () => {
    const found = await bootDamaged({ [cfg]: text => text.replace('route(FIND_LINE);', 'route(NO_SUCH);') })
    expect(found[0]?.message).toBe('Kamailio accepts kamailio.cfg, and does not start with it')
    expect(found.map(({ message }) => message).join('\n')).toContain('NO_SUCH')
  })

  it.concurrent('finds the last row that is lost without its line end, and the line it belongs to', async () => {
    expect(await bootDamaged({ [lines]: text => text.replace(/\n$/, '') })).toEqual([
      { message: 'Kamailio holds 6 rows of the table lines, the tree has 7', place: 'Kamailio' },
      { message: 'Kamailio does not hold the row hosts:fe5 of the table lines', place: placeOf('billing') },
    ])
  })

  it.concurrent('finds a line whose row has gone', async () => {
    const found = await bootDamaged({ [lines]: text => text.replace(/^.*line:billing.*\n/m, '') })
    const message = 'Kamailio does not hold the row line:billing of the table lines'
    expect(found).toContainEqual({ message, place: placeOf('billing') })
  })

  it.concurrent('finds a row that says something else', async () => {
    const found = await bootDamaged({
      [lines]: text => text.replace('ticket="required"', 'ticket="optional"'),
    })
    expect(found).toHaveLength(1)
    expect(found[0]?.message).toMatch(
      /^Kamailio holds `allow=.*ticket="optional".*` in the row line:billing /,
    )
    expect(found[0]?.place).toBe(placeOf('billing'))
  })

  it.concurrent('finds a node that Kamailio does not know', async () => {
    expect(await bootDamaged({ 'kamailio/dispatcher.list': () => '' })).toEqual([
      { message: 'Kamailio knows 0 nodes, the tree has 1', place: 'Kamailio' },
    ])
  })

  it.concurrent('finds a module of Asterisk that does not run', async () => {
    const found = await bootDamaged({
      'asterisk/modules.conf': text => text.replace(/^.*chan_pjsip.*\n/m, ''),
    })
    expect(found).toEqual([
      { message: 'Asterisk does not run the module chan_pjsip', place: 'Asterisk ast1' },
    ])
  })

  it.concurrent('finds a line without a dialplan', async () => {
    expect(await bootDamaged({ [support]: () => undefined })).toEqual([
      { message: 'Asterisk has no dialplan for line-support', place: placeOf('support') },
    ])
  })

  it.concurrent('leads what Asterisk says of the dialplan of a line back to the line', async () => {
    const found = await bootDamaged({ [support]: text => text.replace('exten => s,1,', 'exten => s;1,') })
    expect(found[0]?.message).toMatch(
      /^WARNING: .*Invalid priority\/label '' at line \d+ of \/etc\/asterisk\/lines\/support\.conf$/,
    )
    expect(new Set(found.map(({ place }) => place))).toEqual(new Set([placeOf('support')]))
  })

  it.concurrent('finds an application and a function that a call would find missing', async () => {
    const found = await bootDamaged({
      [support]: text => text.replace('Gosub(', 'Gosubb(').replace('GOSUB_RETVAL}', 'NO_SUCH(1)}'),
    })
    expect(found).toEqual([
      {
        message: 'Asterisk has no application Gosubb, which the dialplan line-support uses',
        place: placeOf('support'),
      },
      {
        message: 'Asterisk has no function NO_SUCH, which the dialplan line-support uses',
        place: placeOf('support'),
      },
    ])
  })

  it.concurrent('leads an address that Asterisk cannot read back to the agent', async () => {
    const found = await bootDamaged({
      'asterisk/pjsip.conf': text => text.replace('contact = sip:alice@', 'contact = alice at '),
    })
    const message = found.find(({ place }) => place.startsWith(yaml))
    expect(message?.message).toMatch(
      /^ERROR: .*Could not create an object of type 'aor' with id 'agent-alice'/,
    )
    expect(message?.place).toBe(placeOf('alice'))
  })

  it.concurrent('finds a queue file that Asterisk does not read', async () => {
    const found = await bootDamaged({
      'asterisk/queues.conf': text => text.replace('[sales](queue)', '[sales](quue)'),
    })
    expect(found.map(({ message }) => message).join('\n')).toContain("category 'quue' does not exist")
  })
})
