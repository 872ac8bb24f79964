import { ExpressionError } from './expression-error.ts'
import { type GlobalCall, parseGlobalCall } from './global-call.ts'
import { pythonStretches, pythonString } from './python-strings.ts'

/** A marked value (model format 3.5) as Python. */
export interface MarkedExpression {
  readonly python: string
  readonly calls: readonly (GlobalCall & { readonly offset: number })[]
  /** Extra closing parentheses after a call, which are ignored (decision D-15). */
  readonly surplus: string
}

/** Whether the value is marked as Python in the families that know literals too. */
export function isMarked(value: string): boolean {
  return value.startsWith('#')
}

/**
 * The hash rule (model format 3.5): removes the leading `#`, and each `#` before a name outside string literals. A call
 * `global.f(a, 'b')` becomes `expressions.f(<member a>, "b")`.
 *
 * @param member Python for a bare name in a call, such as `event.spot`
 * @throws ExpressionError for any other `#` outside a string, which would start a comment in Python
 */
export function resolveMarks(value: string, member: (name: string) => string): MarkedExpression {
  const calls: (GlobalCall & { offset: number })[] = []
  let python = ''
  let at = isMarked(value) ? 1 : 0
  for (const { kind, text, offset } of pythonStretches(value)) {
    if (offset + text.length <= at) continue
    if (kind === 'string') {
      python += text
      at = offset + text.length
      continue
    }
    for (const mark of text.matchAll(/#(?=[A-Za-z_])|#|\bglobal\.[A-Za-z_]\w*\s*\(/g)) {
      const start = offset + mark.index
      if (start < at) continue
      python += value.slice(at, start)
      if (mark[0] !== '#') {
        const call = parseGlobalCall(value, start)
        calls.push({ ...call, offset: start })
        python += callText(call, member)
        at = call.end
      } else {
        if (!/[A-Za-z_]/.test(value[start + 1] ?? '')) {
          throw new ExpressionError('a # outside of a text would start a comment in Python', start)
        }
        at = start + 1
      }
    }
    const end = offset + text.length
    if (at < end) {
      python += value.slice(at, end)
      at = end
    }
  }
  const surplus =
    calls.length === 1 && value.startsWith('#global.')
      ? (/^\)+$/.exec(value.slice(calls[0]!.end).trim())?.[0] ?? '')
      : ''
  return { python: surplus === '' ? python : callText(calls[0]!, member), calls, surplus }
}

function callText(call: GlobalCall, member: (name: string) => string): string {
  const given = call.arguments.map((argument) => {
    if (argument.kind === 'text') return pythonString(argument.text)
    return argument.name.includes('.') ? argument.name : member(argument.name)
  })
  return `expressions.${call.name}(${given.join(', ')})`
}
