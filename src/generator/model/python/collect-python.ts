import type { Findings } from '../read/reader/findings.ts'
import { memberNames } from '../read/reader/symbols.ts'
import type { Aggregate } from '../types/aggregate.ts'
import type { Model } from '../types/model.ts'
import { addFlow, addNotifier } from './collect-flow-python.ts'
import { addView } from './collect-view-python.ts'
import type { Gathering } from './gathering.ts'
import { checkMembers, documentOf } from './known-members.ts'
import { ModuleFacts } from './module-facts.ts'
import { PythonSources } from './python-sources.ts'

/** Collects all Python of a model, with the checks of each answer (V-09, V-11, V-18, V-19, V-23, V-25, V-27). */
export function collectPython(model: Model, findings: Findings): PythonSources {
  const python = new PythonSources()
  const gathering: Gathering = { python, modules: new ModuleFacts(python, model.modules), findings }
  for (const { expanded, place } of model.patterns) python.add('pattern', { text: expanded, place }, [])
  for (const { body, parameters } of model.keyExpressions) python.add('expression', body, parameters)
  for (const aggregate of model.aggregates) addAggregate(aggregate, gathering)
  for (const notifier of model.notifiers) addNotifier(notifier, model.templates, gathering)
  for (const view of model.views) addView(view, model, gathering)
  for (const { name, code } of model.projections) {
    python.add('module', code, [], ({ functions }) => {
      const parameters = functions.transform
      if (parameters?.length === 2) return
      const text =
        parameters === undefined
          ? `projection ${name} defines no function transform`
          : 'transform has to take two parameters'
      findings.error('V-27', code.place, text, 'write def transform(arguments, username):')
    })
  }
  return python
}

function addAggregate(aggregate: Aggregate, gathering: Gathering): void {
  const { python, findings } = gathering
  const document = documentOf(aggregate)
  for (const { event, change } of aggregate.handlers) {
    const data = { owner: `event ${event.name}`, names: memberNames(event) }
    if (change.kind === 'code') {
      python.add('body', change.code, ['self', 'event', 'retrieve_nested_target'], ({ members }) => {
        checkMembers('self', document, members, change.code, findings)
        checkMembers('event', data, members, change.code, findings)
      })
      continue
    }
    const mappings = [...change.mappings, ...change.nested.flatMap((nested) => nested.mappings)]
    for (const { condition } of mappings) python.add('expression', condition, ['event'])
  }
  for (const flow of aggregate.flows) addFlow(flow, document, gathering)
}
