import type { Source, TriggerSource } from '../model/model.ts'
import { moduleName } from './module-name.ts'

/** Something that a module needs from another one: how it is imported, and how it is then called. */
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
  if (source.kind === 'command') return { statement: 'import commands', python: `commands.${source.command.name}` }
  if (source.aggregate === undefined) return { statement: 'import commands', python: `commands.${source.event.name}` }
  const alias = `${moduleName(source.aggregate.subDomain)}_${moduleName(source.aggregate.name)}_events`
  return {
    statement: `from ${aggregatePackage(source.aggregate)} import events as ${alias}`,
    python: `${alias}.${source.event.name}`,
  }
}

/** Collects what a module needs; the imports come out sorted, each once. */
export class Imports {
  readonly #statements = new Set<string>()

  /** @returns the reference's Python */
  use(reference: Reference): string {
    this.#statements.add(reference.statement)
    return reference.python
  }

  add(statement: string): void {
    this.#statements.add(statement)
  }

  /** One of several names of one module. */
  name(module: string, name: string): string {
    this.#statements.add(`from ${module} import ${name}`)
    return name
  }

  /** For Python of the model: calls of key expressions need their module. */
  forSource(source: Source): Source {
    if (/\bexpressions\./.test(source.text)) this.#statements.add('import expressions')
    return source
  }

  /** Names of one module share a line; parts of the application come before the runtime. */
  toString(): string {
    const names = new Map<string, string[]>()
    const whole: string[] = []
    for (const statement of this.#statements) {
      const match = /^from (\S+) import (\w+)$/.exec(statement)
      if (match === null) whole.push(statement)
      else names.set(match[1]!, [...(names.get(match[1]!) ?? []), match[2]!])
    }
    const grouped = [...names].map(([module, each]) => importLine(module, each.sort()))
    const ordered = [...whole, ...grouped].sort()
    const standard = ordered.filter((each) => each.startsWith('from pathlib '))
    const others = ordered.filter((each) => !each.startsWith('from pathlib '))
    return [standard, others]
      .map((block) => block.join('\n'))
      .filter((block) => block !== '')
      .join('\n\n')
  }
}

function importLine(module: string, names: readonly string[]): string {
  const line = `from ${module} import ${names.join(', ')}`
  return line.length <= 100 ? line : `from ${module} import (\n${names.map((name) => `    ${name},\n`).join('')})`
}
