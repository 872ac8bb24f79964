import type { FilePosition } from '../../../core/run/report.ts'
import type { DomainEvent } from '../types/domain-event.ts'
import type { Dependency, QualitySettings } from '../types/model.ts'
import { readEventFields } from './domain/read-fields.ts'
import { isBuiltIn } from './event-kinds.ts'
import type { Part } from './parts/parts.ts'
import type { ElementReader } from './reader/element-reader.ts'
import { checkProjectName, readName } from './reader/names.ts'
import type { Symbols } from './reader/symbols.ts'

/** The content of `config.xml` (model format 4.1). */
export interface Configuration {
  readonly name: string
  readonly place: FilePosition
  readonly quality: QualitySettings
  readonly dependencies: readonly Dependency[]
  readonly builtInEvents: readonly DomainEvent[]
}

/** The project's settings; built-in events become known to `symbols`. */
export function readConfig({ reader }: Part, symbols: Symbols): Configuration {
  const { place } = reader
  reader.ignore('xmlns')
  const name = reader.required('project-name')
  const [settings] = reader.children('functional-scenarios')
  const dependencies = reader
    .children('global')
    .flatMap((global) => global.children('dependency').flatMap(readDependency))
  const events = reader.children('events').flatMap((parent) =>
    parent
      .children('event')
      .filter(isBuiltIn)
      .map((event) => readBuiltIn(event, symbols)),
  )
  return {
    name: name === undefined ? 'Unnamed' : (checkProjectName(reader, name) ?? 'Unnamed'),
    place,
    quality: readQuality(settings),
    dependencies: dependencies.sort((a, b) => (a.requirement < b.requirement ? -1 : 1)),
    builtInEvents: withFileUploaded(events, place, symbols),
  }
}

function readQuality(reader: ElementReader | undefined): QualitySettings {
  return {
    cleanDatabase: reader?.flag('clean-db', true) ?? true,
    cleanUsers: reader?.flag('clean-iam', true) ?? true,
    minimumEventCoverage: reader?.wholeNumber('minimum-event-coverage', 80, 0, 100) ?? 80,
    minimumViewCoverage: reader?.wholeNumber('minimum-view-coverage', 80, 0, 100) ?? 80,
  }
}

/** https://packaging.python.org/en/latest/specifications/name-normalization/, with extras; versions as in PEP 440. */
const packageName = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\[[A-Za-z0-9._,\s-]*\])?$/
const packageVersion = /^[A-Za-z0-9][A-Za-z0-9.!+_-]*$/

function readDependency(reader: ElementReader): Dependency[] {
  const { findings } = reader
  const name = reader.required('name')
  const version = reader.text('version')
  if (name === undefined) return []
  if (!packageName.test(name)) {
    findings.error('V-31', reader.placeOf('name'), `${JSON.stringify(name)} is not the name of a Python package`)
    return []
  }
  if (version !== undefined && !packageVersion.test(version)) {
    findings.error('V-31', reader.placeOf('version'), `${JSON.stringify(version)} is not a version; write an exact one`)
    return []
  }
  if (version === undefined) findings.warning('V-31', reader.place, `dependency ${name} has no version`)
  return [{ requirement: version === undefined ? name : `${name}==${version}`, place: reader.place }]
}

function readBuiltIn(reader: ElementReader, symbols: Symbols): DomainEvent {
  reader.ignore('type', 'source')
  const event: DomainEvent = {
    name: readName(reader, 'name', 'pascal') ?? 'Unnamed',
    place: reader.place,
    source: 'appsync',
    fields: readEventFields(reader, symbols),
    collections: [],
  }
  if (event.name !== 'FileUploaded') {
    symbols.findings.warning('V-16', reader.placeOf('name'), `nothing publishes the built-in event ${event.name}`)
  }
  symbols.events.set(event.name, { event })
  return event
}

/** `FileUploaded` is known even when config.xml leaves it out (model format 4.1). */
function withFileUploaded(
  events: readonly DomainEvent[],
  place: FilePosition,
  symbols: Symbols,
): readonly DomainEvent[] {
  if (events.some(({ name }) => name === 'FileUploaded')) return events
  const fields = ['bucket', 'uri', 'location', 'username'].map(
    (name) => ({ name, type: 'String', place, default: '' }) as const,
  )
  const event: DomainEvent = { name: 'FileUploaded', place, source: 'appsync', fields, collections: [] }
  symbols.events.set(event.name, { event })
  return [...events, event]
}
