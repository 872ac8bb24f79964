import { didYouMean } from '../read/reader/did-you-mean.ts'
import type { Findings } from '../read/reader/findings.ts'
import { isAmong, namedIn } from '../read/reader/named-in.ts'
import { memberNames } from '../read/reader/symbols.ts'
import type { Aggregate } from '../types/aggregate.ts'
import type { Source } from '../types/element.ts'
import type { Flow } from '../types/flow.ts'
import type { Model, TextFile } from '../types/model.ts'
import type { Activity, Notifier } from '../types/notifier.ts'
import type { Term, Trigger } from '../types/trigger.ts'
import type { CustomHandler, View } from '../types/view.ts'
import { FlowVariables } from './flow-variables.ts'
import { ModuleFacts } from './module-facts.ts'
import { PythonSources, pythonPlace } from './python-sources.ts'

/** All Python of a model, with what its answers are checked for (V-09, V-11, V-18, V-19, V-23, V-25, V-27). */
export function collectPython(model: Model, findings: Findings): PythonSources {
  const python = new PythonSources()
  const gathering: Gathering = { python, modules: new ModuleFacts(python, model.modules), findings }
  for (const { expanded, place } of model.patterns) python.add('pattern', { text: expanded, place })
  for (const { body } of model.keyExpressions) python.add('expression', body)
  for (const aggregate of model.aggregates) addAggregate(aggregate, gathering)
  for (const notifier of model.notifiers) addNotifier(notifier, model.templates, gathering)
  for (const view of model.views) addView(view, model, gathering)
  for (const { name, code } of model.projections) {
    python.add('module', code, ({ functions }) => {
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

function addAggregate({ handlers, flows }: Aggregate, gathering: Gathering): void {
  const { python } = gathering
  for (const { change } of handlers) {
    if (change.kind === 'code') python.add('body', change.code)
    else {
      const mappings = [...change.mappings, ...change.nested.flatMap((nested) => nested.mappings)]
      for (const { condition } of mappings) python.add('expression', condition)
    }
  }
  for (const flow of flows) addFlow(flow, gathering)
}

function addFlow({ triggers, processors }: Flow, { python, modules, findings }: Gathering): void {
  const variables = new FlowVariables(python, modules, findings)
  for (const trigger of triggers) addTrigger(trigger, variables, python, findings)
  for (const processor of processors) {
    switch (processor.kind) {
      case 'set-variable':
        variables.set(processor.name)
        variables.add('expression', processor.expression)
        break
      case 'validator':
        variables.add('expression', processor.condition)
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
    python.add('expression', term.source, ({ members }) => {
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
  const addActivity = ({
    condition,
    expression,
    output,
    texts,
    settings,
    template,
    code,
    activities: inner,
  }: Activity): void => {
    variables.set(output)
    variables.add('expression', condition)
    variables.add('expression', expression)
    for (const text of Object.values(texts)) variables.addText(text)
    if (code !== undefined) variables.addCode(code)
    addTemplate(template ?? templateFile(settings['template-file'], templates), python)
    for (const activity of inner) addActivity(activity)
  }
  for (const activity of activities) addActivity(activity)
  variables.finish()
}

function templateFile(path: string | undefined, templates: readonly TextFile[]): Source | undefined {
  const file = templates.find((candidate) => candidate.path === path)
  return file && { text: file.text, raw: file.text, place: { file: file.path, line: 1, column: 1 } }
}

/** Templates with nothing but plain variables need no look: the engine takes time to load. */
function addTemplate(source: Source | undefined, python: PythonSources): void {
  const rest = source?.text.replace(
    /\{\{\s*(?:flow|item)(?:\.[A-Za-z]\w*)*(?:\s*\|\s*(?:length|upper|lower|title))?\s*\}\}/g,
    '',
  )
  if (rest !== undefined && /\{[{%#]/.test(rest)) python.add('template', source)
}

function addView(view: View, model: Model, { python, modules, findings }: Gathering): void {
  for (const { aggregate, key, mappings, deleteWhen } of view.handlers) {
    if (key.kind === 'python') python.add('expression', key.source)
    for (const condition of deleteWhen) python.add('expression', condition)
    for (const mapping of mappings) {
      if (mapping.kind !== 'convert-items') continue
      const target = namedIn(model.views, mapping.target.view)
      const owner = model.aggregates.find(
        ({ subDomain, name }) => subDomain === aggregate.subDomain && name === aggregate.name,
      )
      const entity = namedIn(owner?.entities ?? [], mapping.collection)
      addItemTemplate(mapping.template, target, entity?.fields.map(({ name }) => name) ?? [], python, findings)
    }
  }
  for (const handler of view.customHandlers) addCustomHandler(handler, python, modules, findings)
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
  python.add('expression', template, ({ keys, items }) => {
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

function addCustomHandler(
  { code }: CustomHandler,
  python: PythonSources,
  modules: ModuleFacts,
  findings: Findings,
): void {
  if (code.kind === 'inline') python.add('body', code.source)
  else modules.require(code, ['entity_manager', 'snapshot', 'event'], findings)
}
