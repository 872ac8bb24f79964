import { didYouMean } from '../read/reader/did-you-mean.ts'
import type { Findings } from '../read/reader/findings.ts'
import { isAmong, namedIn } from '../read/reader/named-in.ts'
import type { Aggregate } from '../types/aggregate.ts'
import type { Source } from '../types/element.ts'
import type { Model } from '../types/model.ts'
import type { CustomHandler, View } from '../types/view.ts'
import type { Gathering } from './gathering.ts'
import { checkMembers, documentOf } from './known-members.ts'
import type { PythonAnswer } from './python-answer.ts'
import { type PythonSources, pythonPlace } from './python-sources.ts'

/** Adds the Python of a view's handlers. */
export function addView(view: View, model: Model, { python, modules, findings }: Gathering): void {
  const documentFor = ({ subDomain, name }: CustomHandler['aggregate']) =>
    model.aggregates.find((aggregate) => aggregate.subDomain === subDomain && aggregate.name === name)
  for (const { aggregate, collection, key, mappings, deleteWhen } of view.handlers) {
    const names = ['snapshot', ...(collection === undefined ? [] : ['item'])]
    const owner = documentFor(aggregate)
    const inspect = inspectSnapshot(owner, findings)
    if (key.kind === 'python') python.add('expression', key.source, [...names, 'expressions'], inspect(key.source))
    for (const condition of deleteWhen) python.add('expression', condition, names, inspect(condition))
    for (const mapping of mappings) {
      if (mapping.kind !== 'convert-items') continue
      const target = namedIn(model.views, mapping.target.view)
      const entity = namedIn(owner?.entities ?? [], mapping.collection)
      addItemTemplate(mapping.template, target, entity?.fields.map(({ name }) => name) ?? [], python, findings)
    }
  }
  for (const handler of view.customHandlers) {
    if (handler.code.kind === 'function')
      modules.require(handler.code, ['entity_manager', 'snapshot', 'event'], findings)
    else {
      const { source } = handler.code
      const names = ['EntityManager', 'snapshot', 'event', 'convert_to_dictionary']
      python.add('body', source, names, inspectSnapshot(documentFor(handler.aggregate), findings)(source))
    }
  }
}

function inspectSnapshot(owner: Aggregate | undefined, findings: Findings) {
  return (source: Source) =>
    ({ members }: PythonAnswer): void => {
      if (owner !== undefined) checkMembers('snapshot', documentOf(owner), members, source, findings)
    }
}

/** Keys must be fields of the view in the list, and members that are read must be fields of the item (V-25). */
function addItemTemplate(
  template: Source,
  view: View | undefined,
  fields: readonly string[],
  python: PythonSources,
  findings: Findings,
): void {
  const names = view === undefined ? undefined : [...view.fields, ...view.relations].map(({ name }) => name)
  python.add('expression', template, ['value'], ({ keys, items }) => {
    for (const { name, ...at } of keys) {
      if (names === undefined || isAmong(names, name)) continue
      findings.error(
        'V-25',
        pythonPlace(template, at, name.length + 2),
        `view ${view?.name} has no field ${name}`,
        didYouMean(name, names),
      )
    }
    for (const { of, name, ...at } of items) {
      // The modeler writes an empty key for "unmapped".
      if (of !== 'value' || name === '' || isAmong(fields, name)) continue
      findings.warning('V-25', pythonPlace(template, at), `the items have no field ${name}`, didYouMean(name, fields))
    }
  })
}
