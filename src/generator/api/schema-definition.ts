import { StageError } from '../../core/run/stage-error.ts'

/** One type of the schema, as data. */
export interface TypeDefinition {
  readonly kind: 'type' | 'input'
  readonly name: string
  readonly directives?: readonly string[]
  readonly fields: readonly FieldDefinition[]
  /** The element of the model that it comes from, for messages about duplicate names. */
  readonly origin: string
}

export interface FieldDefinition {
  readonly name: string
  /** GraphQL type reference, such as `[GarageSpot]`. */
  readonly type: string
  readonly arguments?: readonly { readonly name: string; readonly type: string }[]
  readonly directives?: readonly string[]
  readonly origin: string
}

/**
 * Prints the types as schema language, in the order given.
 * @throws StageError `model-invalid` if two elements get the same name, a type has no field, or a name is not valid in
 * GraphQL
 */
export function printSchema(types: readonly TypeDefinition[]): string {
  refuseDuplicates('type', types)
  return types.map(printType).join('\n')
}

function printType(type: TypeDefinition): string {
  if (type.fields.length === 0)
    throw new StageError('model-invalid', `${type.origin} has no field, so GraphQL has no type for it`, {
      hint: 'give it a field',
    })
  refuseDuplicates(`field of ${type.name}`, type.fields)
  const head = [type.kind, checkedName(type), ...(type.directives ?? [])].join(' ')
  return `${head} {\n${type.fields.map((field) => `  ${printField(field)}\n`).join('')}}\n`
}

function printField(field: FieldDefinition): string {
  const list = (field.arguments ?? []).map((argument) => `${argument.name}: ${argument.type}`)
  const signature = checkedName(field) + (list.length === 0 ? '' : `(${list.join(', ')})`)
  return [`${signature}: ${field.type}`, ...(field.directives ?? [])].join(' ')
}

function checkedName({ name, origin }: { readonly name: string; readonly origin: string }): string {
  if (/^(?!__)[_A-Za-z][_0-9A-Za-z]*$/.test(name)) return name
  throw new StageError('model-invalid', `${origin}: ${JSON.stringify(name)} is no GraphQL name`, {
    hint: 'use letters and digits, beginning with a letter',
  })
}

function refuseDuplicates(what: string, items: readonly { readonly name: string; readonly origin: string }[]): void {
  const origins = new Map<string, string>()
  for (const { name, origin } of items) {
    const other = origins.get(name)
    if (other !== undefined)
      throw new StageError('model-invalid', `${other} and ${origin} both give the GraphQL ${what} ${name}`, {
        hint: 'rename one of the two',
      })
    origins.set(name, origin)
  }
}
