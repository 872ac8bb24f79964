/** Writes the exported variables of these names, each with a zero byte before and after its value. */
export function exportScript(names: readonly string[], file: string): string {
  const lines = names.map(
    (name) => `if env | grep -q '^${name}='; then printf '%s\\0%s\\0' '${name}' "\${${name}}"; fi`,
  )
  return `{\n${['true', ...lines].join('\n')}\n} >'${file}'\n`
}
