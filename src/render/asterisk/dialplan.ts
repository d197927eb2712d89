/** One application of an extension, with a label when others go to it. */
export type Step = string | { readonly label: string; readonly step: string }

/** The lines of one extension: its first priority and those that follow it. */
export function priorities(extension: string, steps: readonly Step[]): string[] {
  return steps.map((item, index) => {
    const { label, step } = typeof item === 'string' ? { label: undefined, step: item } : item
    const name = label ? `(${label})` : ''
    return index === 0 ? `exten => ${extension},1${name},${step}` : ` same => n${name},${step}`
  })
}
