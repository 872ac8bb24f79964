import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../src/system/package-root.ts'

/** A schema of the published description, as far as it is kept. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly required?: readonly string[]
  readonly enum?: readonly unknown[]
  readonly nullable?: boolean
  readonly format?: string
  readonly maxLength?: number
  readonly maxItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

export interface Described {
  readonly query: readonly string[]
  readonly body?: Schema
  readonly responses: Readonly<Record<string, Schema | null>>
}

/** What GitHub publishes about the routes that are called, made by `scripts/github-api/description.ts`. */
export const description: {
  readonly routes: Readonly<Record<string, Described>>
  readonly components: Readonly<Record<string, Schema>>
} = JSON.parse(readFileSync(join(packageRoot(), 'test/support/github-api/description.json'), 'utf8'))

/** The schema itself, behind a reference. */
export function resolved(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : resolved(description.components[schema.$ref]!)
}
