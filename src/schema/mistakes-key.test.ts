import { describeMistakes } from '../testing/mistakes.js'

/** Keys that belong elsewhere, or that are called otherwise here. */
describeMistakes('in a key', {
  'lines: {s: {@: x}}': [
    ['ips', '=allow'],
    ['whitelist', '=allow'],
    ['schedule', '=hours'],
    ['fallback', '=overflow'],
    ['ivr', '=menu'],
    ['moh', '=music'],
    ['callerId', '=caller_id'],
    ['caller-id', '=caller_id'],
    ['Hours', '=hours'],
    ['colour', 'remove it'],
  ],
  'lines: {s: {menu: {prompt: a.wav, @: talk, keys: {2: talk}}}}': [
    ['1', 'write it under `keys`'],
    ['"#"', 'write it under `keys`, as in `keys: {"#"'],
  ],
  'lines: {s: {ticket: {@: true}}}': [['required', 'write `required` in place of the mapping']],
  'schedules: {s: {@: 09:00-18:00}}': [['mon-fri', 'write it under `weekly`']],
  'zendesk: {subdomain: acme, @: x}': [
    ['token', '`SIPIN_ZENDESK_TOKEN`; the key known here is `subdomain`'],
    ['user', '`SIPIN_ZENDESK_USER`'],
  ],
  'trunks: {c: {@: x}}': [
    ['url', '=uri'],
    ['host', 'remove it'],
    ['ips', '=allow'],
  ],
  '@: {}': [
    ['timezone', 'write it under `site`'],
    ['domains', 'write it under `edge`'],
    ['holidays', 'write it under `schedules`'],
    ['carriers', '=trunks'],
    ['hours', '=schedules'],
    ['Schedules', '=schedules'],
    ['agent', '=agents'],
  ],
})
