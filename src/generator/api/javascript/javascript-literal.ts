/**
 * The one way by which a value of the model enters the code of a resolver: as a literal of JavaScript. Everything but
 * printable ASCII is escaped, so no reader of the code can take it for anything else.
 */
export function javascriptLiteral(value: string | number | boolean): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
