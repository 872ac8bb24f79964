import { own } from '../../core/own.ts'
import { StageError } from '../../core/stage-error.ts'
import { isRecord } from '../deployment/template.ts'
import { isLocalPath } from './local-path.ts'

/** Reads the file of an include and gives what stands in it. */
export type ReadInclude = (location: string) => Promise<Record<string, unknown>>

/**
 * Puts the content of local `AWS::Include` files in their place, anywhere in a template, as the transform itself would (CloudFormation
 * User Guide, "AWS::Include transform"): the release then needs no address of a snippet, which no intrinsic function could give.
 * Includes with an address of their own stay.
 * @throws StageError `template-invalid` when an include brings a key that stands there already
 */
export async function inlineIncludes(value: unknown, read: ReadInclude): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => inlineIncludes(item, read)))
  if (!isRecord(value)) return value
  const result: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(value)) {
    const included = key === 'Fn::Transform' || key === 'Transform' ? includesOf(member) : undefined
    if (included === undefined) {
      add(result, key, await inlineIncludes(member, read))
      continue
    }
    for (const location of included.locations)
      for (const [name, content] of Object.entries(await read(location)))
        add(result, name, await inlineIncludes(content, read))
    if (included.rest !== undefined) add(result, key, included.rest)
  }
  return result
}

/** The local includes among the transforms of one place, and what else stands there. */
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

function add(result: Record<string, unknown>, key: string, value: unknown): void {
  const former = own(result, key)
  if (former === undefined) result[key] = value
  else if (isRecord(former) && isRecord(value))
    for (const [name, member] of Object.entries(value)) add(former, name, member)
  else
    throw new StageError('template-invalid', `an include brings ${key}, which stands in the template already`, {
      hint: 'rename one of them',
    })
}
