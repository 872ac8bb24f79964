import type { Handlers } from '../../../aws/appsync/api.ts'
import { FieldError } from '../field-error.ts'
import { runHandler } from '../javascript/run-handler.ts'
import { type Rendering, renderTemplate, type TemplateContext } from '../vtl/render-template.ts'
import type { Execution, ResolvedField } from './execution.ts'

/** The values that all templates of one field share. */
export interface ResolverRun {
  readonly execution: Execution
  readonly field: ResolvedField
  readonly stash: Record<string, unknown>
}

/** The result of a template or handler; `unset` if there is no template. */
export type HandlerAnswer =
  | { readonly kind: 'value' | 'return'; readonly value: unknown }
  | { readonly kind: 'unset'; readonly value: undefined }

/** @throws FieldError when the template raises one, or is invalid */
export function runHandlers(
  handlers: Handlers,
  phase: 'request' | 'response',
  run: ResolverRun,
  more: TemplateContext,
): HandlerAnswer {
  const { execution, field } = run
  const context = contextOf(run, more)
  const session = {
    authType: execution.caller.authType,
    field,
    addResponseHeader: (name: string, value: string) => execution.responseHeaders.set(name, value),
    log: execution.log,
    setSubscriptionFilter: execution.setSubscriptionFilter,
  }
  let rendering: Rendering
  if (handlers.kind === 'javascript') rendering = runHandler(handlers.code, phase, context, session)
  else {
    const template = handlers[phase]
    if (template === undefined) return { kind: 'unset', value: undefined }
    rendering = renderTemplate(template, context, session)
  }
  for (const error of rendering.errors) execution.appended.push({ error, field })
  if (rendering.kind === 'error') throw rendering.error
  return rendering
}

/** What templates see as `$context`. */
export function contextOf({ execution, field, stash }: ResolverRun, more: TemplateContext): TemplateContext {
  return {
    arguments: { ...field.arguments },
    source: field.source ?? null,
    identity: execution.caller.identity,
    request: { headers: execution.headers, domainName: null },
    stash,
    info: {
      fieldName: field.name,
      parentTypeName: field.type,
      variables: execution.variables,
      get selectionSetList() {
        return field.selectionSetList()
      },
      get selectionSetGraphQL() {
        return field.selectionSetGraphQL()
      },
    },
    ...more,
  }
}

/** The error of a resolver that refers to a missing part. */
export function brokenResolver(field: ResolvedField, what: string): FieldError {
  return new FieldError(`The resolver of ${field.type}.${field.name} is broken: ${what}`, 'InternalFailure')
}
