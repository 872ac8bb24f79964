/**
 * The one way by which a value of the model enters a mapping template: as a literal that VTL reads back as that value.
 * Printable ASCII goes into single quotes, which VTL takes as they are. Text with a quote, a backslash, `$`, `#` or anything
 * else goes through JSON, where all of these are escapes, so that no engine can see them as its own signs.
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
