import { StageError } from '../../../core/run/stage-error.ts'
import { fill } from '../../fill.ts'
import type { Command, CommandField } from '../../model/types/command.ts'
import type { Resources } from '../../resources.ts'
import { hasTextInput } from '../resolvers.ts'
import { commandBase } from '../type-names.ts'
import { javascriptLiteral } from './javascript-literal.ts'
import { renderAccess } from './render-access.ts'

/**
 * The resolver of a mutation: it checks, completes and publishes the command (model format 7.1 to 7.4). It is
 * JavaScript, because mapping templates cannot decode text (model format 16.6).
 */
export function renderCommandResolver(command: Command, resources: Resources): string {
  const decodes = hasTextInput(command)
  const { access } = command
  const visible = new Set(command.fields.filter((field) => field.autoFill === undefined).map((field) => field.name))
  const lookUp = (name: string) => (visible.has(name) ? given('input', name) : undefined)
  const functions = [
    ...(decodes ? ['js/decode_base64.js'] : []),
    ...(access.kind === 'role' && access.role.kind === 'call' ? ['js/role.js'] : []),
  ]
  const code = fill(resources.template('js/command.js'), {
    input: decodes ? 'decoded(ctx.args.input ?? {})' : 'ctx.args.input ?? {}',
    access: renderAccess(access, lookUp),
    fields: renderFields(command.fields, 'input', 'data'),
    collections: command.collections.map(renderCollection).join('\n'),
    event: javascriptLiteral(command.name),
    command: javascriptLiteral(commandBase(command.name)),
    functions: functions.map((path) => resources.template(path).trimEnd()).join('\n'),
  })
  if (code.length > longestCode)
    throw new StageError(
      'model-invalid',
      `the resolver of command ${command.name} (${command.place.file}) has ${code.length.toLocaleString('en')} characters; AppSync takes at most ${longestCode.toLocaleString('en')}`,
      { hint: 'give the command fewer fields, or shorter patterns' },
    )
  return code
}

/** Characters of the code of a resolver (AppSync API reference, `CreateResolver`). */
const longestCode = 32_768

function renderCollection({ name, fields }: Command['collections'][number]): string {
  const list = member('data', name)
  return [
    `${list} = []`,
    `for (const item of ${given('input', name)} ?? []) {`,
    '  const entry = {}',
    ...renderFields(fields, 'item', 'entry')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `  ${line}`),
    `  ${list}.push(entry)`,
    '}',
  ].join('\n')
}

function renderFields(fields: readonly CommandField[], from: string, into: string): string {
  return fields.flatMap((field) => renderField(field, from, into)).join('\n')
}

function renderField(field: CommandField, from: string, into: string): readonly string[] {
  const target = member(into, field.name)
  if (field.autoFill !== undefined)
    return [`${target} = ${field.autoFill === 'username' ? 'username' : 'util.autoId()'}`]
  const value = given(from, field.name)
  const fallback = field.default === undefined ? '' : ` ?? ${javascriptLiteral(field.default)}`
  return [...renderCheck(field, value), `${target} = ${value}${fallback}`]
}

/** A default, and an empty value of a field with a default, do not have to match the pattern (decision D-19). */
function renderCheck(field: CommandField, value: string): readonly string[] {
  const { name, pattern } = field
  if (pattern === undefined || field.type !== 'String') return []
  const check = `check(${value}, ${javascriptLiteral(name)}, ${javascriptLiteral(pattern)}, ${isAnchored(pattern)})`
  if (field.default === undefined) return [check]
  const unchecked = [...new Set(['', String(field.default)])].map(javascriptLiteral).join(', ')
  return [`if (![${unchecked}].includes(${value} ?? '')) ${check}`]
}

function given(item: string, name: string): string {
  return `given(${item}, ${javascriptLiteral(name)})`
}

function member(object: string, name: string): string {
  return `${object}[${javascriptLiteral(name)}]`
}

/** A pattern of the model finds a place in a text, unless it is anchored at both ends (model format 5). */
function isAnchored(pattern: string): boolean {
  return /^\^[^|]*[^\\|]\$$/.test(pattern)
}
