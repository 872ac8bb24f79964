import { defined } from '../../../../core/run/defined.ts'
import type { Source } from '../../types/element.ts'
import type { Activity, ActivityType, Notifier } from '../../types/notifier.ts'
import type { Code, Text } from '../../types/trigger.ts'
import { readCode } from '../code/read-code.ts'
import { readPython, readText } from '../code/read-marked.ts'
import type { Part } from '../parts/parts.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { readNameOfFile } from '../reader/names.ts'
import type { Symbols } from '../reader/symbols.ts'
import { checkBucket, checkSender } from '../rules/check-named-resources.ts'
import { type ActivityShape, activityShapes, httpMethods } from './activity-shapes.ts'
import { present } from './read-fields.ts'
import { readTrigger, readVariableName } from './read-trigger.ts'

/** A notifier (model format 10). */
export function readNotifier({ reader, name: fileName }: Part, symbols: Symbols): Notifier | undefined {
  const { findings } = symbols
  const name = readNameOfFile(reader, fileName, 'pascal')
  const triggers = present(reader.children('trigger').map((child) => readTrigger(child, 'notifier', symbols)))
  const activities = present(reader.children('activity').map((child) => readActivity(child, symbols, false)))
  if (name === undefined) return undefined
  if (reader.children('trigger').length === 0) findings.error('V-33', reader.place, `notifier ${name} has no trigger`)
  if (reader.children('activity').length === 0) findings.error('V-33', reader.place, `notifier ${name} has no activity`)
  return { name, place: reader.place, triggers, activities }
}

const activityTypes = Object.keys(activityShapes) as ActivityType[]

function readActivity(reader: ElementReader, symbols: Symbols, inLoop: boolean): Activity | undefined {
  const { findings, place } = reader
  const type = reader.choice('type', activityTypes)
  if (type === undefined) {
    reader.skip()
    return undefined
  }
  if (type === 'loop' && inLoop) {
    reader.ignoreChildren('activity')
    findings.error('V-23', place, 'a loop cannot stand in a loop')
    return undefined
  }
  const shape = activityShapes[type]
  const condition = reader.text('condition') === undefined ? undefined : readPython(reader, 'condition', symbols)
  const output = readOutput(reader, shape)
  const template = shape.template === undefined ? undefined : readTemplate(reader, shape, symbols)
  const expression = type === 'set-variable' ? readPython(reader, 'expression', symbols) : undefined
  const code: Code | undefined = type === 'code' ? readCode(reader, 'python-file', symbols) : undefined
  const texts = {
    ...readTexts(reader, shape, symbols),
    ...(type === 'send-graphql-notification' ? readIdentifier(reader, symbols) : {}),
  }
  const settings = { ...readSettings(reader, shape), ...template?.settings }
  if (type === 'send-email') checkMail(reader)
  if (type === 'write-file') checkBucket(reader, symbols.artifactBuckets)
  if (type === 'HTTP') checkRequest(reader, texts)
  const activities =
    type === 'loop' ? reader.children('activity').map((child) => readActivity(child, symbols, true)) : []
  if (type === 'loop' && activities.length === 0) findings.warning('V-33', place, 'the loop has no activity')
  return {
    place,
    type,
    ...defined({ condition }),
    failSilent: reader.flag('fail-silent'),
    ...defined({ output }),
    texts,
    settings,
    ...defined({ expression, template: template?.source, code }),
    activities: present(activities),
  }
}

function readOutput(reader: ElementReader, { output }: ActivityShape): string | undefined {
  if (output !== 'name') reader.ignore('name')
  return output === 'name' ? readVariableName(reader, 'name') : output
}

function readTexts(
  reader: ElementReader,
  { texts = [], optionalTexts = [] }: ActivityShape,
  symbols: Symbols,
): Record<string, Text> {
  for (const name of texts) if (reader.text(name) === undefined) reader.missing(name)
  return Object.fromEntries([...texts, ...optionalTexts].map((name) => [name, readText(reader, name, symbols)]))
}

function readSettings(
  reader: ElementReader,
  { settings = [], optionalSettings = [] }: ActivityShape,
): Record<string, string> {
  for (const name of settings) if (reader.text(name) === undefined) reader.missing(name)
  return Object.fromEntries([...settings, ...optionalSettings].map((name) => [name, reader.text(name) ?? '']))
}

/** v3 writes the identifier as `subject` (decision D-37). */
function readIdentifier(reader: ElementReader, symbols: Symbols): Record<string, Text> {
  const attribute =
    reader.text('identifier') === undefined && reader.text('subject') !== undefined ? 'subject' : 'identifier'
  if (reader.text(attribute) === undefined) reader.missing(attribute)
  return { identifier: readText(reader, attribute, symbols) }
}

interface ReadTemplate {
  readonly source?: Source
  readonly settings?: Readonly<Record<string, string>>
}

/** The inline template, or else the file (decision D-38). */
function readTemplate(reader: ElementReader, { inline, template }: ActivityShape, symbols: Symbols): ReadTemplate {
  const { findings } = symbols
  const source = inline === undefined ? undefined : reader.code(inline)
  const file = reader.text('template-file')
  if (source !== undefined) return { source }
  if (file === undefined) {
    if (template === 'required') reader.missing('template-file')
    return {}
  }
  const place = reader.placeOf('template-file')
  if (!/^templates\/[^\s\\]+\.[A-Za-z0-9_]+$/.test(file) || file.split('/').includes('..')) {
    findings.error('V-23', place, `${JSON.stringify(file)} is not a template: expected a path below templates/`)
  } else if (!symbols.templates.has(file)) {
    findings.error('V-23', place, `there is no template ${file}`, didYouMean(file, symbols.templates.keys()))
  }
  return { settings: { 'template-file': file } }
}

function checkMail(reader: ElementReader): void {
  checkSender(reader)
  if (reader.text('text') !== undefined || reader.text('html') !== undefined) return
  reader.findings.error('V-23', reader.place, 'the mail has neither text nor html')
}

function checkRequest(reader: ElementReader, texts: Readonly<Record<string, Text>>): void {
  const method = reader.text('method')
  if (method !== undefined && !httpMethods.some((known) => known === method))
    reader.unknownValue('method', method, httpMethods)
  reader.flag('load-json')
  for (const name of ['params', 'headers']) {
    const text = texts[name]
    if (text?.kind !== 'literal' || text.text === '') continue
    reader.findings.error('V-23', text.place, `${name} has to be a dictionary`, `write ${name}="#{…}"`)
  }
}
