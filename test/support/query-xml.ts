/** Data as XML of the AWS Query protocol: lists are `member` elements, undefined members are left out. */
export function queryXml(action: string, result: Readonly<Record<string, unknown>>): string {
  const body = element(`${action}Result`, result)
  const metadata = '<ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata>'
  return `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">${body}${metadata}</${action}Response>`
}

/** An error as the Query protocol writes it. */
export function queryError(code: string, message: string): string {
  const error = element('Error', { Type: 'Sender', Code: code, Message: message })
  return `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">${error}<RequestId>0</RequestId></ErrorResponse>`
}

/** `Parameters.member.1.ParameterKey=…` as an object, with lists of the numbered members. */
export function parseQuery(body: string): Record<string, unknown> {
  const root: Record<string, unknown> = {}
  for (const [path, value] of new URLSearchParams(body)) {
    const parts = path.split('.')
    let node = root
    for (const part of parts.slice(0, -1)) {
      node[part] ??= {}
      node = node[part] as Record<string, unknown>
    }
    node[parts.at(-1)!] = value
  }
  return lists(root) as Record<string, unknown>
}

function lists(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const record = value as Record<string, unknown>
  if ('member' in record) return Object.values(record.member as Record<string, unknown>).map(lists)
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, lists(item)]))
}

function element(name: string, value: unknown): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return `<${name}>${value.map((item) => element('member', item)).join('')}</${name}>`
  if (typeof value === 'object' && value !== null)
    return `<${name}>${Object.entries(value)
      .map(([key, item]) => element(key, item))
      .join('')}</${name}>`
  return `<${name}>${String(value).replace(/[<>&]/g, (letter) => `&#${letter.charCodeAt(0)};`)}</${name}>`
}
