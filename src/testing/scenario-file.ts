/**
 * An end-to-end example in one text file, in the style of spectral's: sections `==== NAME ====`, of which
 * `file: PATH` gives an input file, `command` what is run, and `status`, `stdout`, `stderr` what must come out.
 */
export interface ScenarioFile {
  readonly title: string
  readonly files: readonly (readonly [name: string, text: string])[]
  readonly command: string
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

export function parseScenarioFile(text: string): ScenarioFile {
  const sections = [...text.matchAll(/^==== (.+?) ====\n([\s\S]*?)(?=^==== |(?![\s\S]))/gm)].map(
    ([, name = '', body = '']) => [name, body] as const,
  )
  const section = (name: string): string => sections.find(([other]) => other === name)?.[1] ?? ''
  return {
    title: section('title').trim(),
    files: sections.flatMap(([name, body]) =>
      name.startsWith('file: ') ? [[name.slice('file: '.length), body] as const] : [],
    ),
    command: section('command').trim(),
    status: Number(section('status')),
    stdout: section('stdout'),
    stderr: section('stderr'),
  }
}

export function formatScenarioFile({ title, files, command, status, stdout, stderr }: ScenarioFile): string {
  return [
    `==== title ====\n${title}\n`,
    ...files.map(([name, body]) => `==== file: ${name} ====\n${body}`),
    `==== command ====\n${command}\n`,
    `==== status ====\n${status}\n`,
    `==== stdout ====\n${stdout}`,
    `==== stderr ====\n${stderr}`,
  ].join('')
}
