import { setOwn } from '../machine/set-own.ts'
import type { InputOf } from '../requests/check-request.ts'
import { ServiceFault } from '../service-fault.ts'
import { pageOf } from '../views/paging.ts'
import type { Call } from './call.ts'

type Tags = Record<string, string>
type TagList = readonly { readonly key: string; readonly value: string }[]

/** How many tags a resource has at most (AWS General Reference). */
const mostTags = 50

export function list(call: Call, { resourceArn, ...paging }: InputOf<'ListTagsForResource'>): object {
  const all = tagList(taggedBy(call, resourceArn).tags)
  const { items, ...more } = pageOf(all, ({ key }) => key, paging, resourceArn)
  return { tags: items, ...more }
}

export function tag(call: Call, { resourceArn, tags }: InputOf<'TagResource'>): object {
  const tagged = taggedBy(call, resourceArn)
  tagged.change({ ...tagged.tags, ...tagsOf(tags) })
  return {}
}

export function untag(call: Call, { resourceArn, tagKeys }: InputOf<'UntagResource'>): object {
  const tagged = taggedBy(call, resourceArn)
  const kept = Object.entries(tagged.tags).filter(([key]) => !tagKeys.includes(key))
  tagged.change(Object.fromEntries(kept))
  return {}
}

/** @throws ServiceFault InvalidTags for a key that stands there twice or belongs to AWS, TooManyTags */
export function tagsOf(list: TagList, whose: 'user' | 'aws' = 'user'): Tags {
  const tags: Tags = {}
  for (const { key, value } of list) {
    if (Object.hasOwn(tags, key)) throw new ServiceFault('InvalidTags', `The tag '${key}' is given twice.`)
    if (whose === 'user' && /^aws:/i.test(key))
      throw new ServiceFault('InvalidTags', `The tag '${key}' belongs to AWS.`)
    setOwn(tags, key, value)
  }
  if (list.length > mostTags) throw tooMany()
  return tags
}

export function tagList(tags: Readonly<Tags>): TagList {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}

function taggedBy({ engine, scope }: Call, arn: string) {
  const parts = /^arn:aws:codepipeline:([^:]*):(\d{12}):(actiontype:)?(.+)$/.exec(arn)
  if (parts === null) throw new ServiceFault('InvalidArn', `'${arn}' is not the ARN of a pipeline or an action type.`)
  const [, region, account, isType, rest = ''] = parts
  const here = region === scope.region && account === scope.account
  const pipeline = here && isType === undefined ? scope.pipelines.get(rest) : undefined
  const type = scope.workers.types.find(
    ({ id }) => here && `${id.owner}/${id.category}/${id.provider}/${id.version}` === rest && isType !== undefined,
  )
  const found = pipeline ?? type
  if (found === undefined) throw new ServiceFault('ResourceNotFound', `There is no resource with the ARN '${arn}'.`)
  const change = (tags: Tags) => {
    if (Object.keys(tags).length > mostTags) throw tooMany()
    found.tags = tags
    if (pipeline === undefined) engine.saveWorkers(scope)
    else engine.change(scope, pipeline, () => undefined)
  }
  return { tags: found.tags, change }
}

function tooMany(): ServiceFault {
  return new ServiceFault('TooManyTags', `A resource has at most ${mostTags} tags.`)
}
