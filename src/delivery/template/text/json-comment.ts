import { positionAt, type TextPosition } from '../../../core/documents/document-fault.ts'
import { endOfText } from '../../../core/documents/read-json.ts'

/** Position of the first comment, in a text that is JSON apart from comments and commas before closing brackets. */
export function jsonComment(text: string): TextPosition | undefined {
  let first: number | undefined
  let rest = ''
  let from = 0
  const sign = /["/]/g
  while (sign.test(text)) {
    const at = sign.lastIndex - 1
    const end = text[at] === '"' ? endOfText(text, at) : endOfComment(text, at)
    if (end === undefined || end <= at) return undefined
    sign.lastIndex = end
    if (text[at] === '"') continue
    first ??= at
    rest += text.slice(from, at)
    from = end
  }
  return first !== undefined && isJson(rest + text.slice(from)) ? positionAt(text, first) : undefined
}

function endOfComment(text: string, at: number): number | undefined {
  const [close, length] = text[at + 1] === '/' ? ['\n', 0] : text[at + 1] === '*' ? ['*/', 2] : []
  if (close === undefined) return undefined
  const end = text.indexOf(close, at + 2)
  return end === -1 ? text.length : end + length!
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/,(?=\s*[}\]])/g, ''))
    return true
  } catch {
    return false
  }
}
