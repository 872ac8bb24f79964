import type { DataSource, ResolverStep } from '../../../aws/appsync/api.ts'
import { DataSourceFailure } from '../../../aws/appsync/failure.ts'
import type { RequestDocument } from '../../../aws/appsync/request.ts'
import { FieldError } from '../field-error.ts'
import { isMap } from '../vtl/java/values.ts'
import { brokenResolver, contextOf, type ResolverRun, runHandlers } from './run-handlers.ts'

/**
 * Runs one step: request template, data source, response template.
 * @param previous result of the step before, for `$ctx.prev.result`
 * @throws FieldError
 */
export async function runStep(
  step: ResolverStep,
  run: ResolverRun,
  previous: unknown,
): Promise<{ readonly value: unknown }> {
  const source = run.execution.api.dataSources.get(step.dataSource)
  if (!source) throw brokenResolver(run.field, `there is no data source "${step.dataSource}"`)
  const prev = { result: previous }
  const request = runHandlers(step.handlers, 'request', run, { prev })
  if (request.kind === 'return') return { value: request.value }
  const document = request.kind === 'unset' ? forwarded(run, prev) : documentOf(request.value, step)
  const { result, error } = await call(source, document, run)
  if (error && document.version === '2017-02-28') throw new FieldError(error.message, error.type, result)
  const response = runHandlers(step.handlers, 'response', run, { result, error, prev })
  if (response.kind === 'unset' && error) throw new FieldError(error.message, error.type, result)
  return { value: response.kind === 'unset' ? result : (response.value ?? null) }
}

/** Without a request template, the function receives the whole context (direct Lambda resolvers). */
function forwarded(run: ResolverRun, prev: { readonly result: unknown }): RequestDocument {
  return { operation: 'Invoke', payload: contextOf(run, { prev }) }
}

function documentOf(value: unknown, step: ResolverStep): RequestDocument {
  if (value === undefined || value === null) {
    // A handler of APPSYNC_JS may return nothing for a NONE data source.
    if (step.handlers.kind === 'javascript') return {}
    throw new FieldError('Template transformation yielded an empty response.', 'MappingTemplate')
  }
  if (!isMap(value)) throw new FieldError('The request mapping template must produce a JSON object.', 'MappingTemplate')
  if (step.handlers.kind === 'templates' && typeof value.version !== 'string') {
    throw new FieldError("Value for field '$[version]' not found.", 'MappingTemplate')
  }
  return value
}

interface Answer {
  readonly result: unknown
  readonly error: { readonly message: string; readonly type: string } | null
}

/** Passes a failure to the response template, which decides whether the field fails. */
async function call(source: DataSource, document: RequestDocument, { execution, field }: ResolverRun): Promise<Answer> {
  const { account } = execution.api
  try {
    const batched = source.type === 'AWS_LAMBDA' && document.operation === 'BatchInvoke'
    const result = batched
      ? await execution.batches.invoke(account, source, `${field.type}.${field.name}`, document.payload)
      : await execution.dataSources.invoke(account, source, document)
    return { result, error: null }
  } catch (error) {
    if (!(error instanceof DataSourceFailure)) throw error
    return { result: error.result, error: { message: error.message, type: error.type } }
  }
}
