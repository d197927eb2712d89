import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Endpoint, MailAnswer } from '../protocol.js'
import type { Op } from './op.js'

/** Stands in for the server that the nodes' mail command hands mails to. */
export interface ServeMail {
  readonly op: 'mail'
  readonly address: Endpoint
}

/** How the server treats mails to an address; without a script it takes them. */
export interface ScriptMail {
  readonly op: 'script-mail'
  readonly recipient: string
  readonly answer: MailAnswer
}

const answers = new Map<string, MailAnswer>()

/** Milliseconds that a slow server takes. */
const slowness = 5000

export const scriptMail: Op<ScriptMail> = ({ recipient, answer }, { emit }) => {
  answers.set(recipient, answer)
  emit({ event: 'scripted' })
}

export const mail: Op<ServeMail> = ({ address }, { emit }) => {
  const nothing = { subject: '', text: '', attachments: [] }
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: ({ address: recipient }, session, done) => {
      if (answers.get(recipient) !== 'down') return done()
      emit({ event: 'mail', recipients: [recipient], done: false, ...nothing })
      hangUp(session)
    },
    onData: async (stream, { envelope }, done) => {
      const parts: Buffer[] = []
      for await (const part of stream) parts.push(part as Buffer)
      const recipients = envelope.rcptTo.map(({ address: recipient }) => recipient)
      const {
        subject = '',
        text = '',
        attachments,
      } = await PostalMime.parse(Buffer.concat(parts), {
        attachmentEncoding: 'base64',
      })
      const files = attachments.map(({ filename, mimeType, content }) => ({
        name: filename ?? '',
        type: mimeType,
        base64: String(content),
      }))
      const taken = (): void => {
        emit({ event: 'mail', recipients, done: true, subject, text, attachments: files })
        done()
      }
      if (recipients.some(recipient => answers.get(recipient) === 'slow')) setTimeout(taken, slowness)
      else taken()
    },
  })
  server.listen(address.port, address.ip, () => emit({ event: 'ready' }))

  function hangUp({ id }: SMTPServerSession): void {
    for (const connection of server.connections) if (connection.id === id) connection.close()
  }
}
