import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'
import { limitsOf, readServiceModel } from './service-model.ts'

/**
 * Makes `src/local/codepipeline/requests/request-shapes.ts` from the model of the service, as botocore ships it: what
 * each operation takes that the local service answers, and the names of those that it refuses.
 *
 *   npx tsx scripts/codepipeline/requests.ts <botocore>/data/codepipeline/2015-07-09/service-2.json.gz
 */
const { shapes, operations } = await readServiceModel()

/** Jobs of third parties, webhooks, and what belongs to action types of others. */
const refused = /ThirdParty|Webhook|^UpdateActionType$|^ListDeployActionExecutionTargets$/

function written(name: string): unknown {
  // The admission of definitions knows more than the model does.
  if (name === 'PipelineDeclaration') return { type: 'document' }
  const shape = shapes[name]!
  const { type, min, max, required = [], members = {}, member, key, value } = shape
  switch (type) {
    case 'structure':
      return {
        type,
        members: Object.fromEntries(Object.entries(members).map(([each, { shape: of }]) => [each, written(of)])),
        required,
      }
    case 'list':
      return { type, of: written(member!.shape), min, max }
    case 'map':
      return { type, key: written(key!.shape), of: written(value!.shape), min, max }
    default:
      return { type, ...limitsOf(shape) }
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
