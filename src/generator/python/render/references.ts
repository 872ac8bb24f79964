import type { Source } from '../../model/types/element.ts'
import type { TriggerSource } from '../../model/types/trigger.ts'
import { moduleName } from '../code/module-name.ts'
import { pythonIdentifier } from '../code/python-identifier.ts'

/** A name that a module needs from another one: its import, and the expression to use it. */
export interface Reference {
  readonly statement: string
  readonly python: string
}

export interface AggregateName {
  readonly subDomain: string
  readonly name: string
}

/** Package of an aggregate: `domain.parking.garage`. */
export function aggregatePackage(aggregate: AggregateName): string {
  return `domain.${moduleName(aggregate.subDomain)}.${moduleName(aggregate.name)}`
}

/** The event type that a trigger or an emit names. */
export function eventReference(source: TriggerSource & { kind: 'command' | 'event' }): Reference {
  if (source.kind === 'command')
    return { statement: 'import commands', python: `commands.${pythonIdentifier(source.command.name)}` }
  if (source.aggregate === undefined)
    return { statement: 'import commands', python: `commands.${pythonIdentifier(source.event.name)}` }
  const alias = `${moduleName(source.aggregate.subDomain)}_${moduleName(source.aggregate.name)}_events`
  return {
    statement: `from ${aggregatePackage(source.aggregate)} import events as ${alias}`,
    python: `${alias}.${pythonIdentifier(source.event.name)}`,
  }
}

/** Collects the imports of a module, without duplicates. */
export class Imports {
  readonly #statements = new Set<string>()

  /** @returns the Python expression of the reference */
  use(reference: Reference): string {
    this.#statements.add(reference.statement)
    return reference.python
  }

  add(statement: string): void {
    this.#statements.add(statement)
  }

  /** Imports a name of a module. */
  name(module: string, name: string): string {
    this.#statements.add(`from ${module} import ${name}`)
    return name
  }

  /** A function of a module in `lib/`. */
  library(module: string, handler: string): string {
    this.#statements.add(`import lib.${pythonIdentifier(module)}`)
    return `lib.${module}.${pythonIdentifier(handler)}`
  }

  /** Imports the module of key expressions if Python of the model calls one. */
  forSource(source: Source): Source {
    if (/\bexpressions\./.test(source.text)) this.#statements.add('import expressions')
    return source
  }

  /** The imports in sorted blocks: standard library, runtime, application. Names of one module share a line. */
  toString(): string {
    const names = new Map<string, string[]>()
    const lines: string[] = []
    for (const statement of this.#statements) {
      const match = /^from (\S+) import (\w+)$/.exec(statement)
      if (match === null) lines.push(statement)
      else names.set(match[1]!, [...(names.get(match[1]!) ?? []), match[2]!])
    }
    lines.push(...[...names].map(([module, each]) => importLine(module, each.sort())))
    lines.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
    const standard = lines.filter((line) => line.startsWith('from pathlib '))
    const runtime = lines.filter((line) => line.startsWith('from draftsman.'))
    const own = lines.filter((line) => !standard.includes(line) && !runtime.includes(line))
    return [standard, runtime, own]
      .filter((block) => block.length > 0)
      .map((block) => block.join('\n'))
      .join('\n\n')
  }
}

/** Whole modules come first, then names from modules. */
function sortKey(statement: string): string {
  return statement.startsWith('import ') ? `0${statement}` : `1${statement}`
}

function importLine(module: string, names: readonly string[]): string {
  const line = `from ${module} import ${names.join(', ')}`
  return line.length <= 100 ? line : `from ${module} import (\n${names.map((name) => `    ${name},\n`).join('')})`
}
