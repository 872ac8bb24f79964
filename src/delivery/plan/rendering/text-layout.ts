const columns = 80

/** Wraps words into lines of at most 80 columns, each indented. A longer word has its own line. */
export function paragraph(text: string, indent: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && indent + line.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => ' '.repeat(indent) + line)
}

/** A count with its word, padded so that a list can follow on the same line: ` 4 changed     `. */
export function counted(count: number, word: string): string {
  return ` ${count} ${word}`.padEnd(15)
}

/** A heading with names beside it, in at most four lines. */
export function listed(heading: string, names: readonly string[]): string[] {
  if (names.length === 0) return [heading.trimEnd()]
  const all = paragraph(names.join(', '), heading.length)
  const shown = all.length <= 4 ? all : shortened(names, heading.length)
  return [heading + shown[0]!.slice(heading.length), ...shown.slice(1)]
}

function shortened(names: readonly string[], indent: number): string[] {
  let count = names.length
  let lines: string[]
  do {
    count -= 1
    lines = paragraph(`${names.slice(0, count).join(', ')} and ${names.length - count} more`, indent)
  } while (lines.length > 4 && count > 1)
  return lines
}
