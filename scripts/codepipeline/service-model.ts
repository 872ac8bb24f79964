import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'

/** A shape of the service (Smithy by way of botocore). */
export interface Shape {
  readonly type: string
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly required?: readonly string[]
  readonly members?: Readonly<Record<string, { readonly shape: string }>>
  readonly member?: { readonly shape: string }
  readonly key?: { readonly shape: string }
  readonly value?: { readonly shape: string }
}

/** What botocore knows of the service. */
export interface ServiceModel {
  readonly shapes: Readonly<Record<string, Shape>>
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>
}

/** Reads the model whose path is the one argument of this program. @throws Error without an argument */
export async function readServiceModel(): Promise<ServiceModel> {
  const [model] = parseArgs({ allowPositionals: true }).positionals
  if (model === undefined) throw new Error('give the path of service-2.json or service-2.json.gz')
  const bytes = await readFile(model)
  return JSON.parse(String(model.endsWith('.gz') ? gunzipSync(bytes) : bytes)) as ServiceModel
}

/** The limits that the model has for a shape. */
export function limitsOf({ min, max, pattern, enum: values }: Shape) {
  return { min, max, pattern, enum: values }
}
