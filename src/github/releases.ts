import { ForgeError, isForgeFailure } from '../core/forge/forge-error.ts'
import type { Release, Releases, ReleaseText } from '../core/ports/forge/releases.ts'
import type { Calls, Data } from './calls/calls.ts'
import { assetOf, assetsOf } from './release-assets.ts'

const oneRoute = 'GET /repos/{owner}/{repo}/releases/{release_id}'
const changeRoute = 'PATCH /repos/{owner}/{repo}/releases/{release_id}'

export function releasesOf(calls: Calls): Releases {
  const read = (id: number) =>
    calls.ask({ to: `read release ${id}`, route: oneRoute, given: { release_id: id } }, releaseOf)
  const list = (most = 1000) =>
    calls.list(
      { to: 'list the releases', route: 'GET /repos/{owner}/{repo}/releases', given: {} },
      { items: (data) => data.map(releaseOf), most },
    )
  const published = (tag: string) =>
    calls.find(
      { to: `read the release of ${tag}`, route: 'GET /repos/{owner}/{repo}/releases/tags/{tag}', given: { tag } },
      releaseOf,
    )
  // A draft is found in the list only: its tag need not exist.
  const draft = async (tag: string) => (await list()).find((each) => each.draft && each.tag === tag)
  return {
    find: async (tag) => (await published(tag)) ?? (await draft(tag)),
    list,
    read,
    findLatest: () =>
      calls.find(
        { to: 'read the latest release', route: 'GET /repos/{owner}/{repo}/releases/latest', given: {} },
        releaseOf,
      ),
    async createDraft({ tag, ...text }) {
      const there = await published(tag)
      if (there !== undefined)
        throw new ForgeError('conflict', `${tag} has a published release: ${there.url}`, {
          hint: 'release another version',
        })
      return calls.ask(
        {
          to: `create a draft of release ${tag}`,
          route: 'POST /repos/{owner}/{repo}/releases',
          given: { tag_name: tag, draft: true, ...membersOf(text) },
        },
        releaseOf,
        { lookUp: () => draft(tag) },
      )
    },
    update: (id, change) =>
      calls.ask(
        { to: `update release ${id}`, route: changeRoute, given: { release_id: id, ...membersOf(change) } },
        releaseOf,
      ),
    ...assetsOf(calls, read),
    async publish(id, latest = 'true') {
      const release = await read(id)
      if (!release.draft) return release
      const given = {
        release_id: id,
        draft: false,
        // A prerelease is never the latest (GitHub Docs, "Update a release").
        make_latest: release.prerelease ? 'false' : latest,
      } as const
      return calls.ask({ to: `publish release ${release.tag}`, route: changeRoute, given }, releaseOf)
    },
    async delete(id) {
      try {
        await calls.ask(
          {
            to: `delete release ${id}`,
            route: 'DELETE /repos/{owner}/{repo}/releases/{release_id}',
            given: { release_id: id },
          },
          () => undefined,
        )
      } catch (error) {
        if (!isForgeFailure(error, 'not-found')) throw error
      }
    },
  }
}

function membersOf({ name, notes, prerelease, target }: ReleaseText) {
  return {
    ...(name !== undefined && { name }),
    ...(notes !== undefined && { body: notes }),
    ...(prerelease !== undefined && { prerelease }),
    ...(target !== undefined && { target_commitish: target }),
  }
}

function releaseOf(data: Data<typeof oneRoute>): Release {
  const { published_at: publishedAt } = data
  return {
    id: data.id,
    tag: data.tag_name,
    name: data.name ?? '',
    notes: data.body ?? '',
    draft: data.draft,
    prerelease: data.prerelease,
    immutable: data.immutable === true,
    target: data.target_commitish,
    url: data.html_url,
    ...(publishedAt && { publishedAt }),
    assets: data.assets.map(assetOf),
  }
}
