import { createSocket, type Socket } from 'node:dgram'

/** Where all messages of the fuzzer come from. */
export const port = 5070

/** A socket for each address that messages come from; whatever arrives at one is heard. */
export function createSockets(hear: (text: string) => void) {
  const open = new Map<string, Promise<Socket>>()
  const bind = (ip: string): Promise<Socket> => {
    const socket = createSocket({ type: ip.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 })
    socket.on('message', bytes => hear(bytes.toString('latin1')))
    return new Promise((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(port, ip, () => resolve(socket))
    })
  }
  return {
    at: (ip: string): Promise<Socket> => {
      const socket = open.get(ip) ?? bind(ip)
      open.set(ip, socket)
      return socket
    },
    close: (): void => {
      for (const socket of open.values())
        void socket.then(
          opened => opened.close(),
          () => {},
        )
    },
  }
}

/** A probe: its answer means that what was sent before it has been read. */
export function options(call: string, edge: string): string {
  return [
    `OPTIONS sip:${edge} SIP/2.0`,
    `Via: SIP/2.0/UDP 203.0.113.1:${port};branch=z9hG4bK${call};rport`,
    'Max-Forwards: 70',
    `From: <sip:probe@203.0.113.1>;tag=${call}`,
    `To: <sip:${edge}>`,
    `Call-ID: ${call}`,
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}
