import type { DataSource } from '../../../aws/appsync/api.ts'
import type { AppSyncDataSources } from '../../../aws/appsync/data-sources.ts'
import { DataSourceFailure } from '../../../aws/appsync/failure.ts'

/** Collects the `BatchInvoke` requests of one field over all items of a list (Lambda resolver reference). */
export interface Batches {
  invoke(account: string, source: DataSource, field: string, payload: unknown): Promise<unknown>
}

/** Maximum number of requests in one invocation. */
const sizeLimit = 5

interface Waiting {
  readonly payload: unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export function batchesOf(dataSources: AppSyncDataSources): Batches {
  const open = new Map<string, Waiting[]>()
  const send = async (account: string, source: DataSource, waiting: readonly Waiting[]) => {
    try {
      const payload = waiting.map((item) => item.payload)
      const answers = await dataSources.invoke(account, source, { operation: 'Invoke', payload })
      if (!Array.isArray(answers) || answers.length !== waiting.length) {
        throw new DataSourceFailure(
          'MappingTemplate',
          'BatchInvoke: the function must return a list with one item for each request',
        )
      }
      for (const [index, item] of waiting.entries()) item.resolve(answers[index])
    } catch (error) {
      for (const item of waiting) item.reject(error)
    }
  }
  return {
    invoke: (account, source, field, payload) =>
      new Promise((resolve, reject) => {
        const key = `${source.name} ${field}`
        const waiting = open.get(key) ?? []
        if (waiting.length === 0) {
          open.set(key, waiting)
          setImmediate(() => {
            open.delete(key)
            for (let start = 0; start < waiting.length; start += sizeLimit)
              void send(account, source, waiting.slice(start, start + sizeLimit))
          })
        }
        waiting.push({ payload, resolve, reject })
      }),
  }
}
