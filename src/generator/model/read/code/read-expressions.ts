import { ExpressionError } from '../../../expressions/expression-error.ts'
import { pythonStretches } from '../../../expressions/python-strings.ts'
import { parseRoleTemplate } from '../../../expressions/role-template.ts'
import { limits } from '../../../limits.ts'
import { positionInSource } from '../../source-position.ts'
import type { Source } from '../../types/element.ts'
import type { Part } from '../parts/parts.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { checkName, isPythonKeyword, readNameOfFile } from '../reader/names.ts'
import type { Symbols } from '../reader/symbols.ts'

/** Names with a fixed meaning where a key expression is evaluated (model format 3.1). */
const refusedParameters = new Set(['self', 'flow', 'event', 'item', 'snapshot'])

/** Global expressions of both kinds (model format 6); they become known to `symbols`. */
export function readExpression({ reader, name: fileName }: Part, symbols: Symbols): void {
  const name = readNameOfFile(reader, fileName, 'camel')
  const type = reader.choice('type', ['ActorEventRole', 'TriggerKeyField'], 'ActorEventRole')
  const parameters = readParameters(reader)
  const body = reader.source('expression')
  if (body === undefined) reader.missing('expression')
  if (name === undefined || body === undefined) return
  const expression = { name, place: reader.place, parameters, body }
  if (type === 'TriggerKeyField') {
    refuseComment(body, symbols)
    symbols.keyExpressions.set(name, expression)
    return
  }
  symbols.roleExpressions.set(name, expression)
  try {
    if (body.text.length > limits.role) throw new ExpressionError(`a role has at most ${limits.role} characters`, 0)
    parseRoleTemplate(expression)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    symbols.findings.error('V-10', positionInSource(body, error.offset), `expression ${name}: ${error.message}`)
  }
}

/** A line break would end the expression early. */
function refuseComment(body: Source, { findings }: Symbols): void {
  const comment = pythonStretches(body.text).find(({ kind, text }) => kind === 'code' && text.includes('#'))
  if (comment === undefined) return
  const place = positionInSource(body, comment.offset + comment.text.indexOf('#'), 1)
  findings.error('V-11', place, 'a # outside of a text would start a comment in Python')
}

function readParameters(reader: ElementReader): readonly string[] {
  const names = (reader.required('input') ?? '')
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const parameters: string[] = []
  for (const name of names) {
    if (refusedParameters.has(name) || isPythonKeyword(name)) {
      reader.findings.error('V-04', reader.placeOf('input'), `${name} cannot be an input of an expression`)
    } else if (parameters.includes(name)) {
      reader.findings.error('V-04', reader.placeOf('input'), `input ${name} stands here twice`)
    } else if (checkName(reader, 'input', name, 'camel') !== undefined) parameters.push(name)
  }
  return parameters
}
