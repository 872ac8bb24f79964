import { visibleCollections, visibleFields } from '../api/input-types.ts'
import { argumentsOf } from '../api/operation-field.ts'
import type { Operation } from '../api/operations.ts'
import type { Command, CommandField } from '../model/types/command.ts'
import { capitalised, words } from '../names.ts'
import { managed } from './prepared-statements.ts'

/** The fields of a form for a command (model format 19). */
export function renderCommandForm(command: Command): string {
  const nested = visibleCollections(command).map((collection) => ({
    name: collection.name,
    title: titleOf(collection.name),
    type: 'nested',
    fields: visibleFields(collection.fields).map(formField),
  }))
  return render([...visibleFields(command.fields).map(formField), ...nested])
}

/** The fields of a form for a query or a projection. */
export function renderQueryForm(operation: Operation): string {
  const fields = argumentsOf(operation).map(({ name, type }) => ({
    name,
    title: titleOf(name),
    type: type.replace(/!$/, '').replace(/^ID$/, 'String'),
  }))
  return render(fields)
}

function formField({ name, type, pattern, default: given }: CommandField) {
  const text = given === undefined ? '' : String(given)
  return { name, title: titleOf(name), type, pattern: pattern ?? '', placeholder: text, default: text }
}

/** Converts a name to capitalised words, such as `Visit Count`. */
function titleOf(name: string): string {
  return words(name).map(capitalised).join(' ')
}

/** The first entry describes the file; clients skip it by its type. */
function render(fields: readonly object[]): string {
  return `${JSON.stringify([{ type: 'meta', message: managed }, ...fields], undefined, 2)}\n`
}
