import type { Term, Trigger } from '../../model/types/trigger.ts'
import { lambda } from '../code/python-code.ts'
import { call, dictionary, keyword, list, type PythonNode } from '../code/python-layout.ts'
import { pythonLiteral } from '../code/python-literal.ts'
import { eventReference, type Imports } from './references.ts'

const day = 24 * 60 * 60

/** `Trigger(…)` of a flow or a notifier. */
export function triggerNode(trigger: Trigger, imports: Imports): PythonNode {
  imports.name('draftsman.triggers', 'Trigger')
  const variables = trigger.mappings.map((each) => [each.target, termNode(each.value, imports)] as const)
  const ttl = trigger.idempotencyTtlSeconds
  return call(
    'Trigger',
    sourceNode(trigger, imports),
    ...(trigger.key === undefined ? [] : [keyword('key', termNode(trigger.key, imports))]),
    keyword('variables', dictionary(variables)),
    ...(trigger.idempotencyTargets.length === 0
      ? []
      : [keyword('idempotency', list(trigger.idempotencyTargets.map(pythonLiteral)))]),
    ...(ttl === day ? [] : [keyword('idempotency_ttl_seconds', pythonLiteral(ttl))]),
  )
}

/** The runtime's name for the source of a trigger. */
export function triggerName(trigger: Trigger): string {
  const { source } = trigger
  if (source.kind === 'command') return source.command.name
  if (source.kind === 'event') return source.event.name
  return source.kind === 'after-deployment' ? '@afterDeployment' : `@${source.expression}`
}

function sourceNode(trigger: Trigger, imports: Imports): string {
  const { source } = trigger
  if (source.kind === 'command' || source.kind === 'event') return imports.use(eventReference(source))
  return pythonLiteral(triggerName(trigger))
}

function termNode(term: Term, imports: Imports): PythonNode {
  if (term.kind === 'member') return pythonLiteral(term.name)
  return lambda(['event', 'domain_event'], imports.forSource(term.source))
}
