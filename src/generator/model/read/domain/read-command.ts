import { defined } from '../../../../core/run/defined.ts'
import type { Command, CommandField } from '../../types/command.ts'
import { expandFieldPattern } from '../code/read-patterns.ts'
import type { Part } from '../parts/parts.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { checkName, readName, readNamespace } from '../reader/names.ts'
import type { Symbols } from '../reader/symbols.ts'
import { derivedCommandName } from './command-name.ts'
import { readAccess } from './read-access.ts'
import {
  present,
  readDefault,
  readField,
  readListName,
  refuseRepeatedLists,
  scalarTypes,
  withoutRepeats,
} from './read-fields.ts'

/** A command (model format 7); it becomes known to `symbols`. */
export function readCommand(part: Part, symbols: Symbols): void {
  const { reader, name: fileName } = part
  reader.ignore('type')
  const method = readName(reader, 'graphql-name', 'camel')
  const namespace = readNamespace(reader, 'graphql-namespace') ?? part.namespace
  if (namespace === undefined) reader.missing('graphql-namespace')
  const name = reader.text('name') ?? derivedCommandName(method, namespace) ?? fileName
  const checked = name === undefined ? undefined : checkName(reader, 'name', name, 'pascal')
  const fields = readFields(reader, symbols)
  const collections = reader.children('nested-object').flatMap((child) => {
    child.ignore('business-key')
    const collection = readListName(child)
    const inner = readFields(child, symbols)
    return collection === undefined ? [] : [{ name: collection, place: child.place, fields: inner }]
  })
  // Two lists of one name are two types of the API of one name, which is said there (V-05).
  const once = [...new Map(collections.map((collection) => [collection.name, collection])).values()]
  refuseRepeatedLists(`command ${name ?? ''}`.trim(), { fields, collections: once }, reader.findings)
  // What the server fills in is no input, and nothing that access can depend on.
  const names = fields.filter(({ autoFill }) => autoFill === undefined).map((field) => field.name)
  const access = readAccess(
    reader,
    `command ${name ?? ''}`.trim(),
    ['anonymous', 'authenticated', 'role', 'user'],
    names,
    symbols,
  )
  if (method === undefined || namespace === undefined || checked === undefined) return
  warnOfPath(part, checked, namespace)
  const command: Command = { name: checked, place: reader.place, namespace, method, access, fields, collections }
  symbols.commands.set(checked, command)
}

function warnOfPath({ reader, name, namespace }: Part, readAs: string, readNamespaceAs: readonly string[]): void {
  if (name !== undefined && name !== readAs) {
    reader.findings.warning(
      'V-06',
      reader.placeOf('name'),
      `the name ${readAs} differs from the file's name ${name}; the name counts`,
    )
  }
  if (namespace !== undefined && namespace.join('.') !== readNamespaceAs.join('.')) {
    const text = `the namespace ${readNamespaceAs.join('.')} differs from the folder ${namespace.join('/')}; the attribute counts`
    reader.findings.warning('V-06', reader.placeOf('graphql-namespace'), text)
  }
}

function readFields(reader: ElementReader, symbols: Symbols): readonly CommandField[] {
  return withoutRepeats(reader, present(reader.children('field').map((child) => readCommandField(child, symbols))))
}

function readCommandField(reader: ElementReader, symbols: Symbols): CommandField | undefined {
  const field = readField(reader, scalarTypes, 'field')
  if (field === undefined) return undefined
  const autoFill = reader.text('auto-fill') === undefined ? undefined : reader.choice('auto-fill', ['username', 'uuid'])
  if (autoFill !== undefined) {
    for (const attribute of ['default', 'pattern']) {
      if (!reader.has(attribute)) continue
      reader.findings.warning(
        'V-07',
        reader.placeOf(attribute),
        `field ${field.name} is filled by the server, so its ${attribute} is left out`,
      )
    }
    return { ...field, autoFill }
  }
  const value = readDefault(reader, field.type) as CommandField['default']
  const pattern = readPattern(reader, field.name, field.type, symbols)
  return { ...field, ...defined({ default: value, pattern }) }
}

function readPattern(reader: ElementReader, name: string, type: string, symbols: Symbols): string | undefined {
  const text = reader.text('pattern')
  if (text === undefined) return undefined
  if (type !== 'String') {
    reader.findings.warning('V-09', reader.placeOf('pattern'), `field ${name} is ${type}; only a String has a pattern`)
    return undefined
  }
  return expandFieldPattern(text, reader.placeOf('pattern'), symbols)
}
