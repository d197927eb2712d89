import { call } from './call.js'
import { finish } from './finish.js'
import { hangup } from './hangup.js'
import { listen } from './listen.js'
import { mail, scriptMail } from './mail.js'
import { press } from './press.js'
import { request } from './request.js'
import { script } from './script.js'
import { sync } from './sync.js'
import { write } from './write.js'
import { scriptZendesk, zendesk } from './zendesk.js'

/** Everything that an actor can do, by the `op` of its command. */
export const ops = {
  call,
  finish,
  hangup,
  listen,
  mail,
  press,
  request,
  script,
  'script-mail': scriptMail,
  'script-zendesk': scriptZendesk,
  sync,
  write,
  zendesk,
}

export type Command = Parameters<(typeof ops)[keyof typeof ops]>[0]
