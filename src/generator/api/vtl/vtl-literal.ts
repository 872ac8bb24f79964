/**
 * The only way for a value of the model into a mapping template: as a literal that VTL reads back as that value.
 * Printable ASCII is put in single quotes, which VTL does not interpret. Text with a quote, a backslash, `$`, `#` or
 * any other character is written as JSON with all of these escaped, so that no engine can interpret them.
 */
export function vtlLiteral(value: string | number | boolean): string {
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number')
    return /^\d{1,15}(\.\d+)?$/.test(String(value))
      ? String(value)
      : `$util.parseJson('[${JSON.stringify(value)}]').get(0)`
  if (/^[\x20-\x7e]*$/.test(value) && !/['"\\$#]/.test(value)) return `'${value}'`
  return `$util.parseJson('["${value.replace(/[^\x20-\x7e]|['"\\$#]/g, escaped)}"]').get(0)`
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
}
