import { defined } from '../../../core/run/defined.ts'
import { didYouMean } from '../read/reader/did-you-mean.ts'
import type { Findings } from '../read/reader/findings.ts'
import { isAmong } from '../read/reader/named-in.ts'
import { memberNames } from '../read/reader/symbols.ts'
import { positionInSource } from '../source-position.ts'
import type { Source } from '../types/element.ts'
import type { Flow } from '../types/flow.ts'
import type { TextFile } from '../types/model.ts'
import type { Activity, Notifier } from '../types/notifier.ts'
import type { Term, Trigger } from '../types/trigger.ts'
import { FlowVariables } from './flow-variables.ts'
import type { Gathering } from './gathering.ts'
import type { MembersOf } from './known-members.ts'
import { type PythonSources, pythonPlace } from './python-sources.ts'

/** Adds the Python of a flow. @param document the members of its aggregate's document */
export function addFlow(
  { triggers, processors }: Flow,
  document: MembersOf,
  { python, modules, findings }: Gathering,
): void {
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

/** The expressions in the message of an exception, in the way that the runtime finds them (decision D-10). */
function messagesIn(source: Source | undefined): readonly Source[] {
  return [...(source?.text.matchAll(/\{([^{}]+)\}/g) ?? [])].map(({ 1: inner = '', index }) => {
    const before = inner.length - inner.trimStart().length
    const at = index + 1 + before
    // XML entities would shift the columns after them, so columns are mapped only in a text without entities.
    const [text, raw] = [inner.trim(), source!.raw?.includes('&') === false ? inner.trim() : undefined]
    return { text, place: positionInSource(source!, at, text.length), ...defined({ raw }) }
  })
}

/** Members of the envelope around the data of an event (model format 7.4). */
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

/** Adds the Python of a notifier, with its templates. */
export function addNotifier(
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

/** Templates with only plain variables are not checked, because the template engine takes time to load. */
function addTemplate(source: Source | undefined, python: PythonSources, names: readonly string[]): void {
  const rest = source?.text.replace(
    /\{\{\s*(?:flow|item)(?:\.[A-Za-z]\w*)*(?:\s*\|\s*(?:length|upper|lower|title))?\s*\}\}/g,
    '',
  )
  if (rest !== undefined && /\{[{%#]/.test(rest)) python.add('template', source, names)
}
