import type { ActionRecord } from '../machine/records.ts'
import type { Perform } from '../service/perform-work.ts'
import { checkVariable } from './variable-check.ts'

/** Providers by what a definition calls them: `<category>/<owner>/<provider>`, and `Rule/<provider>`. */
export type Providers = Readonly<Record<string, Perform>>

/** Somebody else tells the end: a person, or a worker that polls for jobs. */
const waits: Perform = async () => undefined

/** What needs no service of AWS. */
const own: Providers = {
  'Approval/AWS/Manual': waits,
  'Rule/VariableCheck': checkVariable,
}

/** Gives work to its provider. One that the local service lacks fails its action with an error that names it. */
export function performer(providers: Providers): Perform {
  const all = new Map(Object.entries({ ...own, ...providers }))
  return async (order) => {
    const { work } = order
    if ('type' in work && work.type.owner === 'Custom') {
      order.job()
      return undefined
    }
    const name = 'type' in work ? nameOf(work) : `Rule/${work.provider}`
    const perform = all.get(name)
    if (perform !== undefined) return await perform(order)
    const message = `The local CodePipeline does not run ${name}; AWS does. The action fails here, and changes nothing.`
    return { status: 'Failed', error: { code: 'UnsupportedProvider', message } }
  }
}

function nameOf({ type }: ActionRecord): string {
  return `${type.category}/${type.owner}/${type.provider}`
}
