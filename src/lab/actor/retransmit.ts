/** RFC 3261 timer T1, in milliseconds. */
const t1 = 500

/** Resends until told to stop, at the most for 64 T1 (RFC 3261 section 17.1.1.2). */
export function retransmit(send: () => void): () => void {
  let interval = t1
  let timer = setTimeout(again, interval)
  const deadline = performance.now() + 64 * t1
  function again(): void {
    if (performance.now() > deadline) return
    send()
    interval = Math.min(interval * 2, 8 * t1)
    timer = setTimeout(again, interval)
  }
  return () => clearTimeout(timer)
}
