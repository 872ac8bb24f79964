import type { Field } from '../../types/field.ts'
import type { Projection } from '../../types/view.ts'
import { readAccess } from '../domain/read-access.ts'
import { fieldTypes, readField, withoutRepeats } from '../domain/read-fields.ts'
import type { Part } from '../parts/parts.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import { checkName, readNameOfFile } from '../reader/names.ts'
import type { Symbols } from '../reader/symbols.ts'
import { readNamespaceOf } from './read-query.ts'

const returnTypes = ['single object', 'item', 'result set', 'result_set'] as const

/** A projection (model format 12, V-27), which is added to `symbols`. */
export function readProjection(
  { reader, name: fileName, namespace: folder }: Part,
  symbols: Symbols,
): Projection | undefined {
  const { findings, place } = reader
  const name = readNameOfFile(reader, fileName, 'pascal')
  const namespace = readNamespaceOf(reader, folder ?? [])
  const method =
    reader.text('field-name') ?? (name === undefined ? undefined : name.charAt(0).toLowerCase() + name.slice(1))
  const checked = method === undefined ? undefined : checkName(reader, 'field-name', method, 'camel')
  const given = reader.children('input').flatMap((child) => {
    const field = readField(child, fieldTypes)
    return field === undefined
      ? []
      : [{ ...field, required: child.flag('required') } satisfies Field & { required: boolean }]
  })
  const inputs = withoutRepeats(reader, given)
  const names = inputs.map((input) => input.name)
  const access = readAccess(
    reader,
    `projection ${name ?? ''}`.trim(),
    ['anonymous', 'authenticated', 'role'],
    names,
    symbols,
  )
  const view = reader.required('return')
  const returnType = reader.choice('return-type', returnTypes, 'single object')
  const code = reader.code('code')
  if (code === undefined) reader.missing('code')
  if (view !== undefined && !symbols.views.has(view)) {
    findings.error('V-27', reader.placeOf('return'), `there is no view ${view}`, didYouMean(view, symbols.views.keys()))
  }
  if (
    name === undefined ||
    namespace === undefined ||
    checked === undefined ||
    view === undefined ||
    code === undefined
  )
    return undefined
  const returns = returnType === 'single object' || returnType === 'item' ? 'single' : 'list'
  const projection: Projection = { name, place, namespace, method: checked, access, view, returns, inputs, code }
  symbols.projections.set(name, projection)
  return projection
}
