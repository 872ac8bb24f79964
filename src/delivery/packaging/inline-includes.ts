import { isRecord } from '../../core/documents/is-record.ts'
import { carryNumberText } from '../../core/documents/number-texts.ts'
import { explanation, next } from '../../core/run/next-step.ts'
import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nestingLimits, templateLimits } from '../documents/limits.ts'
import { isLocalPath } from './local-path.ts'

/** The file of an include, with its content. A file that is included twice is read once. */
export type ReadInclude = (location: string) => Promise<IncludedFile>

export interface IncludedFile {
  readonly path: string
  readonly content: Readonly<Record<string, unknown>>
}

/** The state while includes are put in. */
interface Inlining {
  readonly read: ReadInclude
  readonly counted: { nodes: number; characters: number; includes: number }
  /** The template and the includes around this position, outermost first. */
  readonly within: readonly string[]
  /** Path from the top of the template. */
  readonly at: readonly string[]
  /** For each mapping, which file its members came from, where an include brought them. */
  readonly origins: WeakMap<object, Map<string, string>>
}

/**
 * Replaces each local `AWS::Include` by the content of its file, anywhere in a template, as the transform itself would
 * (CloudFormation User Guide, "AWS::Include transform"). The release then needs no address of the file, which no
 * intrinsic function could give. Includes with an address of a bucket stay.
 * @param path of the template, for messages
 * @throws StageError `template-invalid` when an include brings a key that is already there, for files that include each
 * other in a circle, or above `templateLimits`
 */
export async function inlineIncludes(value: unknown, path: string, read: ReadInclude): Promise<unknown> {
  const counted = { nodes: 0, characters: 0, includes: 0 }
  return inlined(value, { read, counted, within: [path], at: [], origins: new WeakMap() })
}

/** The local includes of a template. */
export function localIncludes(
  value: unknown,
  path: readonly string[] = [],
): { readonly location: string; readonly path: readonly string[] }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => {
    const at = [...path, key]
    const included = key === 'Fn::Transform' || key === 'Transform' ? includesOf(member) : undefined
    return included?.locations.map((location) => ({ location, path: at })) ?? localIncludes(member, at)
  })
}

function inlined(value: unknown, inlining: Inlining): unknown {
  count(value, inlining)
  if (Array.isArray(value)) return inlinedList(value, inlining)
  return isRecord(value) ? inlinedMapping(value, inlining) : value
}

async function inlinedList(list: readonly unknown[], inlining: Inlining): Promise<unknown[]> {
  const items: unknown[] = []
  for (const [index, item] of list.entries()) {
    items.push(await inlined(item, below(inlining, String(index))))
    carryNumberText([list, index], [items, index])
  }
  return items
}

async function inlinedMapping(value: Record<string, unknown>, inlining: Inlining): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) {
    const included = key === 'Fn::Transform' || key === 'Transform' ? includesOf(member) : undefined
    if (included === undefined) {
      add(result, key, await inlined(member, below(inlining, key)), inlining)
      carryNumberText([value, key], [result, key])
      continue
    }
    for (const location of included.locations) {
      countInclude(inlining)
      const { path, content } = await inlining.read(location)
      const inside = entering(path, inlining)
      for (const [name, member] of Object.entries(content)) {
        add(result, name, await inlined(member, below(inside, name)), inside)
        carryNumberText([content, name], [result, name])
      }
    }
    if (included.rest !== undefined) add(result, key, structuredClone(included.rest), inlining)
  }
  return result
}

/** Counts the values of the result while it grows. A file that is included again counts again. */
function count(value: unknown, { counted, within }: Inlining): void {
  counted.nodes += 1
  counted.characters += typeof value === 'string' ? value.length : 0
  if (counted.nodes > templateLimits.nodes || counted.characters > templateLimits.characters)
    throw new StageError(
      'template-invalid',
      `${within[0]} with its includes has more than ${templateLimits.nodes} values or ${templateLimits.characters} characters`,
      { hint: includeLess },
    )
}

const allLimits = explanation('limits-on-documents')
const includeLess = next`include less, or move resources into nested stacks; ${allLimits} lists all limits`

function countInclude({ counted, within }: Inlining): void {
  counted.includes += 1
  if (counted.includes > nestingLimits.includes)
    throw new StageError(
      'template-invalid',
      `${within[0]} includes files more than ${nestingLimits.includes} times in all`,
      { hint: includeLess },
    )
}

function entering(path: string, { within, ...inlining }: Inlining): Inlining {
  if (within.includes(path))
    throw new StageError(
      'template-invalid',
      `files include each other in a circle: ${[...within.slice(within.indexOf(path)), path].join(' → ')}`,
      {
        hint: 'remove one of these includes',
      },
    )
  if (within.length > nestingLimits.levels)
    throw new StageError('template-invalid', `${path} is included more than ${nestingLimits.levels} files deep`, {
      hint: next`put files together; ${allLimits} lists all limits`,
    })
  return { ...inlining, within: [...within, path] }
}

/** Separates the local includes of one mapping from its other transforms. */
function includesOf(member: unknown): { locations: string[]; rest: unknown } | undefined {
  const transforms = Array.isArray(member) ? member : [member]
  const locations = transforms.flatMap((transform) => locationOf(transform) ?? [])
  if (locations.length === 0) return undefined
  const others = transforms.filter((transform) => locationOf(transform) === undefined)
  return { locations, rest: others.length === 0 ? undefined : others.length === 1 ? others[0] : others }
}

function locationOf(transform: unknown): string | undefined {
  if (!isRecord(transform) || transform.Name !== 'AWS::Include' || !isRecord(transform.Parameters)) return undefined
  const { Location } = transform.Parameters
  return isLocalPath(Location) ? Location : undefined
}

function below(inlining: Inlining, step: string): Inlining {
  return { ...inlining, at: [...inlining.at, step] }
}

/** Adds a member from the innermost file. Mappings of the same name from two files are merged. */
function add(result: Record<string, unknown>, key: string, value: unknown, inlining: Inlining): void {
  const { origins, within, at } = inlining
  const brought = origins.get(result) ?? new Map<string, string>()
  origins.set(result, brought)
  const former = own(result, key)
  if (former === undefined) {
    brought.set(key, within.at(-1)!)
    // Defined as an own property, because assigning to `__proto__` would change the prototype instead.
    Object.defineProperty(result, key, { value, enumerable: true, writable: true, configurable: true })
  } else if (isRecord(former) && isRecord(value))
    for (const [name, member] of Object.entries(value)) add(former, name, member, below(inlining, key))
  else {
    const [first, second] = [brought.get(key) ?? within[0]!, within.at(-1)!]
    const place = [...at, key].join('.')
    throw new StageError('template-invalid', clash(first, second, place), {
      hint: `rename ${key} in one of them, or leave it out`,
    })
  }
}

function clash(first: string, second: string, place: string): string {
  return first === second ? `${first} brings ${place} twice` : `${first} and ${second} both bring ${place}`
}
