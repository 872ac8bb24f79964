import { ExpressionError } from '../../../expressions/expression-error.ts'
import { type CallArgument, isGlobalCall, parseGlobalCall } from '../../../expressions/global-call.ts'
import { parseRoleTemplate } from '../../../expressions/role-template.ts'
import type { RoleTermNode } from '../../../expressions/role-term.ts'
import type { Access, RoleExpression, RoleTerm } from '../../types/access.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import type { Fix } from '../reader/findings.ts'
import { isAmong } from '../reader/named-in.ts'
import type { Symbols } from '../reader/symbols.ts'

type Kind = 'anonymous' | 'authenticated' | 'role' | 'user'

/**
 * Who may call (model format 7.1, 11.6). The default is "authenticated", with a warning; an invalid value denies every
 * call (rule V-08).
 * @param names arguments of the request that a role or `username-field` may name
 */
export function readAccess(
  reader: ElementReader,
  what: string,
  kinds: readonly Kind[],
  names: readonly string[],
  symbols: Symbols,
): Access {
  const { findings } = reader
  if (reader.text('authorization') === undefined) {
    reader.ignore('role', 'username-field')
    findings.warning('V-08', reader.place, `${what} has no authorization; it counts as authenticated`)
    return { kind: 'authenticated' }
  }
  const kind = reader.choice('authorization', kinds)
  if (kind !== 'user') reader.ignore('username-field')
  if (kind !== 'role') reader.ignore('role')
  if (kind === undefined) return { kind: 'nobody' }
  if (kind === 'role') return readRole(reader, what, names, symbols)
  if (kind !== 'user') return { kind }
  const argument = reader.text('username-field')
  if (argument === undefined || !isAmong(names, argument)) {
    const fault =
      argument === undefined
        ? 'has no username-field, so nobody may call it'
        : `has no ${argument} to compare with the user`
    findings.error(
      'V-08',
      reader.placeOf('username-field'),
      `${what} ${fault}`,
      argument && didYouMean(argument, names),
    )
    return { kind: 'nobody' }
  }
  return { kind: 'user', argument }
}

/** The `role` attribute as access (V-08, V-10). */
export function readRole(reader: ElementReader, what: string, names: readonly string[], symbols: Symbols): Access {
  if (reader.text('role') === undefined) {
    reader.findings.error(
      'V-08',
      reader.placeOf('role'),
      `${what} asks for a role but names none, so nobody may call it`,
    )
    return { kind: 'nobody' }
  }
  const role = readRoleTerm(reader, names, symbols)
  return role === undefined ? { kind: 'nobody' } : { kind: 'role', role }
}

function readRoleTerm(reader: ElementReader, names: readonly string[], symbols: Symbols): RoleTerm | undefined {
  const { findings } = reader
  const text = reader.text('role')!
  if (!isGlobalCall(text)) return { kind: 'name', name: text }
  const place = reader.placeOf('role')
  const fail = (message: string, hint?: Fix): undefined => findings.error('V-10', place, message, hint) as undefined
  try {
    const from = text.startsWith('#') ? 1 : 0
    const call = parseGlobalCall(text, from)
    const expression = symbols.roleExpressions.get(call.name)
    if (expression === undefined) {
      if (symbols.keyExpressions.has(call.name)) return fail(`${call.name} computes a key, not a role`)
      return fail(`there is no expression ${call.name}`, didYouMean(call.name, symbols.roleExpressions.keys()))
    }
    if (call.arguments.length !== expression.parameters.length) {
      return fail(`${call.name} takes ${expression.parameters.length} arguments, not ${call.arguments.length}`)
    }
    for (const argument of call.arguments) {
      if (argument.kind === 'name' && !isAmong(names, argument.name)) {
        return fail(`${argument.name} is not known here`, didYouMean(argument.name, names))
      }
    }
    if (text.slice(call.end).trim() !== '')
      findings.warning('V-10', place, `${text.slice(call.end).trim()} after the call is left out`)
    const separator = unknownSeparator(expression, call.arguments)
    if (separator !== undefined)
      return fail(
        `${call.name} splits at ${separator}, which has to be a text that is known before a request`,
        "split at a text such as ':', or call it with such a text",
      )
    const given = call.arguments.map((argument) =>
      argument.kind === 'name' ? { kind: 'value' as const, name: argument.name } : argument,
    )
    return { kind: 'call', expression, arguments: given }
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return fail(error.message)
  }
}

/** What a role expression splits at in this call, where that is no text of the model; the resolvers need one. */
function unknownSeparator(expression: RoleExpression, given: readonly CallArgument[]): string | undefined {
  const separators = parseRoleTemplate(expression).parts.flatMap((part) =>
    part.kind === 'segment' ? separatorsIn(part.term) : [],
  )
  const unknown = separators.find((node) => {
    if (node.kind === 'text') return node.text === ''
    const argument = node.kind === 'parameter' ? given[expression.parameters.indexOf(node.name)] : undefined
    return argument?.kind !== 'text' || argument.text === ''
  })
  if (unknown === undefined) return undefined
  return unknown.kind === 'parameter' ? unknown.name : unknown.kind === 'text' ? 'an empty text' : 'a computed text'
}

function separatorsIn(node: RoleTermNode): readonly RoleTermNode[] {
  switch (node.kind) {
    case 'length':
    case 'index':
      return separatorsIn(node.of)
    case 'plus':
      return [...separatorsIn(node.left), ...separatorsIn(node.right)]
    case 'call': {
      const inner = [node.of, ...node.arguments].flatMap(separatorsIn)
      return node.method === 'split' ? [node.arguments[0]!, ...inner] : inner
    }
    default:
      return []
  }
}
