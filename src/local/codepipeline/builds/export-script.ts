/**
 * Writes the exported variables of these names, each with a zero byte before and after its value. One process lists all
 * that are exported.
 */
export function exportScript(names: readonly string[], file: string): string {
  const lines = names.map(
    (name) => `case $__liftlock_exported in *"\n${name}="*) printf '%s\\0%s\\0' '${name}' "\${${name}}" ;; esac`,
  )
  return `{\n${[`__liftlock_exported="\n$(env)"`, ...lines].join('\n')}\n} >'${file}'\n`
}
