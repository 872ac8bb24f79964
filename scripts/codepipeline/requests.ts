import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { packageRoot } from '../../src/system/package-root.ts'

/**
 * Makes `src/local/codepipeline/requests/request-shapes.ts` from the model of the service, as botocore ships it: what
 * each operation takes that the local service answers, and the names of those that it refuses.
 *
 *   npx tsx scripts/codepipeline/requests.ts <botocore>/data/codepipeline/2015-07-09/service-2.json.gz
 */
const { positionals } = parseArgs({ allowPositionals: true })
const [model] = positionals
if (model === undefined) throw new Error('give the path of service-2.json or service-2.json.gz')
const bytes = await readFile(model)
const { shapes, operations } = JSON.parse(String(model.endsWith('.gz') ? gunzipSync(bytes) : bytes)) as {
  readonly shapes: Readonly<Record<string, Shape>>
  readonly operations: Readonly<Record<string, { readonly input?: { readonly shape: string } }>>
}

interface Shape {
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

/** Jobs of third parties, webhooks, and what belongs to action types of others. */
const refused = /ThirdParty|Webhook|^UpdateActionType$|^ListDeployActionExecutionTargets$/

function written(name: string): unknown {
  // The admission of definitions knows more than the model does.
  if (name === 'PipelineDeclaration') return { type: 'document' }
  const { type, min, max, pattern, enum: values, required = [], members = {}, member, key, value } = shapes[name]!
  const limits = { min, max, pattern, enum: values }
  switch (type) {
    case 'structure':
      return {
        type,
        members: Object.fromEntries(Object.entries(members).map(([each, { shape }]) => [each, written(shape)])),
        required,
      }
    case 'list':
      return { type, of: written(member!.shape), min, max }
    case 'map':
      return { type, key: written(key!.shape), of: written(value!.shape), min, max }
    default:
      return { type, ...limits }
  }
}

const names = Object.keys(operations).sort()
const answered = names.filter((name) => !refused.test(name))
const inputs = answered.map((name) => [name, written(operations[name]!.input!.shape)])
const text = `// Made by "scripts/codepipeline/requests.ts" from botocore, codepipeline/2015-07-09/service-2.json.

/** What the operations take that the local service answers. */
export const requestShapes = ${JSON.stringify(Object.fromEntries(inputs), undefined, 2)} as const

/** Operations of the service that the local one does not have. */
export const refusedOperations = ${JSON.stringify(names.filter((name) => refused.test(name)))} as const
`
await writeFile(join(packageRoot(), 'src/local/codepipeline/requests/request-shapes.ts'), text)
