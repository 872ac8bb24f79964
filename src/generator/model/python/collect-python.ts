import { defined } from '../../../core/run/defined.ts'
import { didYouMean } from '../read/reader/did-you-mean.ts'
import type { Findings } from '../read/reader/findings.ts'
import { isAmong, namedIn } from '../read/reader/named-in.ts'
import { memberNames } from '../read/reader/symbols.ts'
import { positionInSource } from '../source-position.ts'
import type { Aggregate } from '../types/aggregate.ts'
import type { Source } from '../types/element.ts'
import type { Flow } from '../types/flow.ts'
import type { Model, TextFile } from '../types/model.ts'
import type { Activity, Notifier } from '../types/notifier.ts'
import type { Term, Trigger } from '../types/trigger.ts'
import type { CustomHandler, View } from '../types/view.ts'
import { FlowVariables } from './flow-variables.ts'
import { checkMembers, documentOf, type MembersOf } from './known-members.ts'
import { ModuleFacts } from './module-facts.ts'
import type { PythonAnswer } from './python-answer.ts'
import { PythonSources, pythonPlace } from './python-sources.ts'

/** All Python of a model, with what its answers are checked for (V-09, V-11, V-18, V-19, V-23, V-25, V-27). */
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

interface Gathering {
  readonly python: PythonSources
  readonly modules: ModuleFacts
  readonly findings: Findings
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

function addFlow({ triggers, processors }: Flow, document: MembersOf, { python, modules, findings }: Gathering): void {
  const variables = new FlowVariables(python, modules, findings, document)
  for (const trigger of triggers) addTrigger(trigger, variables, python, findings)
  for (const processor of processors) {
    switch (processor.kind) {
      case 'set-variable':
        variables.set(processor.name)
        variables.add('expression', processor.expression)
        break
      case 'validator':
        variables.add('expression', processor.condition)
        for (const message of messagesIn(processor.exceptionSource)) variables.add('message', message)
        break
      case 'code':
        variables.addCode(processor.code)
        break
      case 'emit-event':
        for (const { value } of processor.mappings) variables.addText(value)
        break
      case 'update-key':
        variables.addText(processor.key)
    }
  }
  variables.finish()
}

/** The expressions in the text of an exception, as the runtime finds them (decision D-10). */
function messagesIn(source: Source | undefined): readonly Source[] {
  return [...(source?.text.matchAll(/\{([^{}]+)\}/g) ?? [])].map(({ 1: inner = '', index }) => {
    const before = inner.length - inner.trimStart().length
    const at = index + 1 + before
    // Entities of XML would shift what follows them, so only a text without them maps its columns.
    const [text, raw] = [inner.trim(), source!.raw?.includes('&') === false ? inner.trim() : undefined]
    return { text, place: positionInSource(source!, at, text.length), ...defined({ raw }) }
  })
}

/** Members of the envelope around an event's data (model format 7.4). */
const envelope = ['type', 'id', 'correlationId', 'timestamp', 'requestor', 'groups', 'data', 'previous']

function addTrigger(
  { source, key, mappings }: Trigger,
  variables: FlowVariables,
  python: PythonSources,
  findings: Findings,
): void {
  const event = source.kind === 'command' ? source.command : source.kind === 'event' ? source.event : undefined
  const names = event === undefined ? [] : memberNames(event)
  for (const { target } of mappings) variables.set(target)
  const terms: readonly (Term | undefined)[] = [key, ...mappings.map(({ value }) => value)]
  for (const term of terms) {
    if (term?.kind !== 'python') continue
    python.add('expression', term.source, ['event', 'domain_event', 'expressions'], ({ members }) => {
      for (const { of, name, ...at } of members) {
        const known =
          of === 'event' || of === 'domain_event.data' ? names : of === 'domain_event' ? envelope : undefined
        if (known === undefined || isAmong(known, name)) continue
        const text = event === undefined ? 'this trigger has no event' : `event ${event.name} has no field ${name}`
        findings.warning('V-18', pythonPlace(term.source, at), text, didYouMean(name, known))
      }
    })
  }
}

function addNotifier(
  { triggers, activities }: Notifier,
  templates: readonly TextFile[],
  { python, modules, findings }: Gathering,
): void {
  const variables = new FlowVariables(python, modules, findings)
  for (const trigger of triggers) addTrigger(trigger, variables, python, findings)
  const addActivity = (activity: Activity, names: readonly string[]): void => {
    const { condition, expression, output, texts, settings, code, activities: inner } = activity
    variables.set(output)
    variables.add('expression', condition, names)
    variables.add('expression', expression, names)
    for (const text of Object.values(texts)) variables.addText(text, names)
    if (code !== undefined) variables.addCode(code, names)
    const template = activity.template ?? templateFile(settings['template-file'], templates)
    variables.addTemplate(template)
    addTemplate(template, python, ['flow', ...names])
    for (const each of inner) addActivity(each, ['item'])
  }
  for (const activity of activities) addActivity(activity, [])
  variables.finish()
}

function templateFile(path: string | undefined, templates: readonly TextFile[]): Source | undefined {
  const file = templates.find((candidate) => candidate.path === path)
  return file && { text: file.text, raw: file.text, place: { file: file.path, line: 1, column: 1 } }
}

/** Templates with nothing but plain variables need no look: the engine takes time to load. */
function addTemplate(source: Source | undefined, python: PythonSources, names: readonly string[]): void {
  const rest = source?.text.replace(
    /\{\{\s*(?:flow|item)(?:\.[A-Za-z]\w*)*(?:\s*\|\s*(?:length|upper|lower|title))?\s*\}\}/g,
    '',
  )
  if (rest !== undefined && /\{[{%#]/.test(rest)) python.add('template', source, names)
}

function addView(view: View, model: Model, { python, modules, findings }: Gathering): void {
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

/** Keys are fields of the view that the list holds; what is read are fields of the item (V-25). */
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
      // An empty key is what the modeler writes for "unmapped".
      if (of !== 'value' || name === '' || isAmong(fields, name)) continue
      findings.warning('V-25', pythonPlace(template, at), `the items have no field ${name}`, didYouMean(name, fields))
    }
  })
}
