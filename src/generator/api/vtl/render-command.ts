import type { Command, CommandField } from '../../model/types/command.ts'
import { hasTextInput } from '../resolvers.ts'
import { commandBase } from '../type-names.ts'
import { renderAccess } from './render-access.ts'
import type { VtlTemplates } from './templates.ts'
import { vtlLiteral } from './vtl-literal.ts'

/** The step of a mutation that checks, completes and publishes the command: its request template (7.1–7.4). */
export function renderPublishRequest(command: Command, templates: VtlTemplates): string {
  const visible = new Set(command.fields.filter((field) => field.autoFill === undefined).map((field) => field.name))
  const lookUp = (name: string): string | undefined =>
    visible.has(name) ? `$input.get(${vtlLiteral(name)})` : undefined
  const fields = (list: readonly CommandField[], from: string, into: string): string =>
    list.map((field) => renderField(field, { from, into }, templates)).join('\n')
  return templates.file('command/publish.request', {
    input: hasTextInput(command) ? '$ctx.prev.result' : '$ctx.args.input',
    caller: templates.piece('caller'),
    access: renderAccess(command.access, lookUp, templates),
    fields: fields(command.fields, 'input', 'data'),
    collections: command.collections
      .map((collection) =>
        templates.piece('command/collection', {
          name: vtlLiteral(collection.name),
          fields: fields(collection.fields, 'item', 'entry'),
        }),
      )
      .join('\n'),
    event: vtlLiteral(command.name),
    command: vtlLiteral(commandBase(command.name)),
  })
}

function renderField(
  field: CommandField,
  { from, into }: { readonly from: string; readonly into: string },
  templates: VtlTemplates,
): string {
  const name = vtlLiteral(field.name)
  if (field.autoFill !== undefined)
    return templates.piece('command/field-of-server', {
      into,
      name,
      value: field.autoFill === 'username' ? '$username' : '$util.autoId()',
    })
  const check = renderPattern(field, from, templates)
  const put =
    field.default === undefined
      ? templates.piece('command/field', { from, into, name })
      : templates.piece('command/field-with-default', { from, into, name, default: vtlLiteral(field.default) })
  return check === '' ? put : `${check}\n${put}`
}

/** A default, and an empty value of a field with a default, do not have to match the pattern (decision D-19). */
function renderPattern(field: CommandField, from: string, templates: VtlTemplates): string {
  if (field.pattern === undefined || field.type !== 'String') return ''
  const values = {
    from,
    name: vtlLiteral(field.name),
    pattern: vtlLiteral(wholeTextPattern(field.pattern)),
    message: vtlLiteral(`${field.name} does not match ${field.pattern}`),
  }
  if (field.default === undefined) return templates.piece('command/pattern', values)
  const unchecked = [...new Set(['', String(field.default)])].map((text) => `$value != ${vtlLiteral(text)}`)
  return templates.piece('command/pattern-with-default', { ...values, worth_checking: unchecked.join(' && ') })
}

/**
 * `$util.matches` compares the whole text, while a pattern of the model may match a part unless it is anchored (model
 * format 5). So a pattern that is not anchored at both ends gets `[\s\S]*` on both sides.
 */
function wholeTextPattern(pattern: string): string {
  const anchored = /^\^[^|]*[^\\|]\$$/.test(pattern)
  return anchored ? pattern : `[\\s\\S]*(?:${pattern})[\\s\\S]*`
}
