import { own } from '../../../core/run/own.ts'
import { tagsOf } from '../operations/tags.ts'
import type { Properties } from './resource-request.ts'

type Tags = Readonly<Record<string, string>>

/**
 * The tags that a template gives a resource, together with those of its stack and of CloudFormation itself.
 * @throws ServiceFault InvalidTags, TooManyTags
 */
export function givenTags(properties: Properties): Record<string, string> {
  const list = (Array.isArray(properties.Tags) ? properties.Tags : []) as readonly Properties[]
  const all = list.map(({ Key, Value }) => ({ key: String(Key), value: String(Value) }))
  const system = all.filter(({ key }) => isOfAws(key))
  return { ...tagsOf(all.filter(({ key }) => !isOfAws(key))), ...tagsOf(system, 'aws') }
}

/** Tags after an update: what somebody added by other means stays. */
export function updatedTags(present: Tags, former: Tags, wanted: Tags): Record<string, string> {
  const kept = Object.entries(present).filter(([key]) => own(former, key) === undefined)
  return { ...Object.fromEntries(kept), ...wanted }
}

/** Tags as a template writes them. */
export function writtenTags(tags: Tags): readonly { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** Only AWS itself gives tags with this beginning: they count towards no limit. */
function isOfAws(key: string): boolean {
  return key.startsWith('aws:')
}
