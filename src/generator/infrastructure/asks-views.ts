import type { Aggregate } from '../model/types/aggregate.ts'
import type { Source } from '../model/types/element.ts'
import type { Processor } from '../model/types/flow.ts'
import type { Model } from '../model/types/model.ts'
import type { Activity, Notifier } from '../model/types/notifier.ts'
import type { Code, Term, Text, Trigger } from '../model/types/trigger.ts'
import type { FunctionPlan } from './function-plan.ts'
import { readTable } from './permissions.ts'

/** Settings and permissions for a function that may read the view store; none for other functions. */
export function rightsOnViews(asks: boolean): Pick<FunctionPlan, 'tables' | 'permissions'> {
  return asks ? { tables: ['ViewStore'], permissions: [readTable('ViewStore')] } : { tables: [], permissions: [] }
}

type Library = Pick<Model, 'modules' | 'keyExpressions'>

/**
 * Whether a flow or handler of this aggregate may read the view store: its Python, or a module in use, names
 * `ViewStoreApi`.
 */
export function behaviorAsksViews({ flows, handlers }: Aggregate, library: Library): boolean {
  const texts = [
    ...flows.flatMap(({ triggers, processors }) => [
      ...triggers.flatMap(triggerTexts),
      ...processors.flatMap(processorTexts),
    ]),
    ...handlers.flatMap(({ change }) =>
      change.kind === 'code'
        ? sourceTexts(change.code)
        : [...change.mappings, ...change.nested.flatMap(({ mappings }) => mappings)].flatMap(({ condition }) =>
            sourceTexts(condition),
          ),
    ),
  ]
  return namesViews(texts, library)
}

/** The same for the activities of a notifier. */
export function notifierAsksViews({ triggers, activities }: Notifier, library: Library): boolean {
  return namesViews([...triggers.flatMap(triggerTexts), ...activities.flatMap(activityTexts)], library)
}

/**
 * Python cannot be analysed fully without running it. So a module counts as used if its name occurs, and the view store
 * counts as read if the module of `Query` is named. This may permit an unneeded read, but never miss one.
 */
function namesViews(texts: readonly string[], { modules, keyExpressions }: Library): boolean {
  const names = new Map<string, string>([
    ...modules.map(({ path, text }) => [path.replace(/^.*\//, '').replace(/\.py$/, ''), text] as const),
    ...keyExpressions.map(({ name, body }) => [name, body.text] as const),
  ])
  const open = [...texts]
  for (let text = open.pop(); text !== undefined; text = open.pop()) {
    for (const [word] of text.matchAll(/\w+/g)) {
      if (word === 'ViewStoreApi') return true
      const next = names.get(word)
      if (next === undefined) continue
      names.delete(word)
      open.push(next)
    }
  }
  return false
}

function processorTexts(processor: Processor): readonly string[] {
  switch (processor.kind) {
    case 'set-variable':
      return sourceTexts(processor.expression)
    case 'validator':
      return [...sourceTexts(processor.condition), processor.exception]
    case 'code':
      return codeTexts(processor.code)
    case 'emit-event':
      return processor.mappings.flatMap(({ value }) => valueTexts(value))
    case 'update-key':
      return valueTexts(processor.key)
  }
}

function activityTexts({ condition, texts, expression, code, activities }: Activity): readonly string[] {
  return [
    ...sourceTexts(condition),
    ...Object.values(texts).flatMap(valueTexts),
    ...sourceTexts(expression),
    ...(code === undefined ? [] : codeTexts(code)),
    ...activities.flatMap(activityTexts),
  ]
}

function triggerTexts({ key, mappings }: Trigger): readonly string[] {
  return [...(key === undefined ? [] : valueTexts(key)), ...mappings.flatMap(({ value }) => valueTexts(value))]
}

/** The module of a function, by which its text is found. */
function codeTexts(code: Code): readonly string[] {
  return code.kind === 'inline' ? sourceTexts(code.source) : [code.module]
}

function valueTexts(value: Term | Text): readonly string[] {
  return value.kind === 'python' ? sourceTexts(value.source) : []
}

function sourceTexts(source: Source | undefined): readonly string[] {
  return source === undefined ? [] : [source.text]
}
