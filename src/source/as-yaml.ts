/** A text as YAML has it in any place, in quotes where it needs them. */
export function asYaml(text: string): string {
  const plain =
    /^[A-Za-z0-9][A-Za-z0-9_./:@+-]*$/.test(text) && !/:$|::|^\d+$|^(true|false|null)$/i.test(text)
  return plain ? text : JSON.stringify(text)
}
