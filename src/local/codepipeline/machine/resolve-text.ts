import { own } from '../../../core/run/own.ts'
import type { ExecutionRecord } from './records.ts'

/** A reference to a variable that has no value. */
export class UnresolvedReference extends Error {}

/**
 * Puts the values of variables in a text, once: what a value holds is not looked at again.
 * @throws UnresolvedReference
 */
export function resolveText(text: string, execution: ExecutionRecord): string {
  return text.replace(/#\{([^{}]*)\}/g, (whole, inside: string) => {
    const at = inside.indexOf('.')
    const value = at < 0 ? undefined : valueAt(inside.slice(0, at), inside.slice(at + 1), execution)
    if (value === undefined) throw new UnresolvedReference(`The variable ${whole} could not be resolved.`)
    return value
  })
}

function valueAt(namespace: string, key: string, { id, variables, namespaces }: ExecutionRecord): string | undefined {
  if (namespace === 'codepipeline') return key === 'PipelineExecutionId' ? id : undefined
  // A namespace of an action may have this name when the pipeline declares no variables.
  if (namespace === 'variables' && own(namespaces, 'variables') === undefined) return own(variables, key)
  return own(own(namespaces, namespace) ?? {}, key)
}
