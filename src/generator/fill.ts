/**
 * Replaces the `SLOT_<name>` words of a template by values. A template with slots is still valid in its own language.
 * If a slot is alone on its line, each line of its value gets the slot's indentation, and an empty value removes the
 * line.
 *
 * @throws Error for a slot without a value, and for a value without a slot: both are bugs
 */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>()
  const slot = (name: string): string => {
    const value = values[name]
    if (value === undefined) throw new Error(`the template has SLOT_${name}, but no value was given`)
    used.add(name)
    return value
  }
  const filled = template.replace(
    /^([ \t]*)SLOT_(\w+)[ \t]*(\n|$)|SLOT_(\w+)/gm,
    (_, indent: string, alone: string | undefined, end: string, within: string) => {
      if (alone === undefined) return slot(within)
      const value = slot(alone)
      return value === '' ? '' : indented(value, indent) + end
    },
  )
  const unused = Object.keys(values).filter((name) => !used.has(name))
  if (unused.length > 0) throw new Error(`the template has no slot for ${unused.join(', ')}`)
  return filled
}

function indented(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? line : indent + line))
    .join('\n')
}
