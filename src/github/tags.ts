import type { Refs, Tag, TagObject } from '../core/ports/forge/refs.ts'
import type { Calls, Data } from './calls/calls.ts'
import { signatureOf } from './commits.ts'

/** A tag of a tag is followed this far. */
const mostLevels = 5
const mostTags = 10_000

export function tagsOf(calls: Calls, find: Refs['find']): Pick<Refs, 'findTag' | 'listTags'> {
  return {
    async findTag(name) {
      const ref = await find(`tags/${name}`)
      if (ref === undefined) return undefined
      if (ref.kind !== 'tag') return { name, commit: ref.sha }
      const annotation = await readTag(calls, ref.sha)
      return { name, commit: await peeled(calls, annotation), annotation }
    },
    listTags: () =>
      calls.list(
        { to: 'list the tags', route: 'GET /repos/{owner}/{repo}/tags', given: {} },
        { items: (data) => data.map(({ name, commit }): Tag => ({ name, commit: commit.sha })), most: mostTags },
      ),
  }
}

export function readTag(calls: Calls, sha: string): Promise<TagObject> {
  return calls.ask(
    { to: `read tag object ${sha}`, route: 'GET /repos/{owner}/{repo}/git/tags/{tag_sha}', given: { tag_sha: sha } },
    tagObjectOf,
  )
}

export function tagObjectOf(data: Data<'GET /repos/{owner}/{repo}/git/tags/{tag_sha}'>): TagObject {
  const { sha, tag, message, tagger, object, verification } = data
  return {
    sha,
    name: tag,
    message,
    tagger: { name: tagger.name, email: tagger.email, date: tagger.date },
    target: { sha: object.sha, kind: object.type as TagObject['target']['kind'] },
    signature: signatureOf(verification),
  }
}

async function peeled(calls: Calls, tag: TagObject): Promise<string> {
  let { target } = tag
  for (let level = 1; target.kind === 'tag' && level < mostLevels; level++)
    target = (await readTag(calls, target.sha)).target
  return target.sha
}
