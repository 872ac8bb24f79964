import { createHash } from 'node:crypto'
import { requireRule } from '../guards.ts'
import { ApiRefusal, invalid, notFound, ruleViolation } from '../refusal.ts'
import { type ApiCall, type ApiRoutes, user } from '../route.ts'
import type { Item, RepositoryState } from '../state.ts'

interface Asset extends Item {
  readonly name: string
}

function releaseOf({ releases }: RepositoryState, id: string): Item & { assets: Asset[] } {
  const found = releases.find((release) => release.id === Number(id))
  if (found === undefined) throw notFound()
  return found as Item & { assets: Asset[] }
}

const immutable = (what: string) => new ApiRefusal(422, `Cannot ${what} an immutable release.`)

function create(call: ApiCall) {
  const { repository, body, token, now } = call
  if (!body.draft) requirePublishable(call, body.tag_name)
  const id = call.nextId()
  const item = {
    id,
    madeBy: call.number,
    node_id: `RE_${id}`,
    tag_name: body.tag_name,
    target_commitish: body.target_commitish ?? repository.defaultBranch,
    name: body.name ?? null,
    body: body.body ?? null,
    draft: body.draft === true,
    prerelease: body.prerelease === true,
    immutable: false,
    created_at: now,
    published_at: null,
    author: user(token.login),
    upload_url: `${call.base}/uploads/repos/${repository.fullName}/releases/${id}/assets{?name,label}`,
    html_url: `https://github.example/${repository.fullName}/releases/tag/${body.tag_name}`,
    assets: [],
  }
  repository.releases.push(item)
  if (!body.draft) publish(call, item)
  return { status: 201, body: item }
}

function requirePublishable({ repository, token }: ApiCall, tag: string, except?: Item): void {
  if (repository.releases.some((each) => each !== except && !each.draft && each.tag_name === tag))
    throw invalid('Release', 'tag_name', 'already_exists')
  if (repository.usedUpTags.has(tag)) throw ruleViolation('Tag name was used by an immutable release.')
  if (repository.git.ref(`refs/tags/${tag}`) === undefined)
    requireRule(repository, token, `refs/tags/${tag}`, 'creation')
}

/** Publishing makes the tag where there is none. */
function publish(call: ApiCall, release: Item): void {
  const { repository } = call
  requirePublishable(call, String(release.tag_name), release)
  const ref = `refs/tags/${release.tag_name}`
  if (repository.git.ref(ref) === undefined) {
    const sha = repository.git.resolve(String(release.target_commitish))
    if (sha === undefined) throw invalid('Release', 'target_commitish', 'invalid')
    repository.git.run(['update-ref', ref, sha])
  }
  Object.assign(release, { draft: false, published_at: call.now, immutable: repository.immutableReleases })
}

function change(call: ApiCall) {
  const { repository, values, body } = call
  const release = releaseOf(repository, values.release_id!)
  if (release.immutable && (body.tag_name ?? release.tag_name) !== release.tag_name)
    throw immutable('change the tag of')
  const { draft, make_latest, ...rest } = body
  if (release.immutable && rest.target_commitish !== undefined) throw immutable('change the target of')
  const members = Object.fromEntries(
    ['name', 'body', 'prerelease', 'target_commitish', 'tag_name'].flatMap((name) =>
      rest[name] === undefined ? [] : [[name, rest[name]]],
    ),
  )
  Object.assign(release, members)
  if (draft === false && release.draft) publish(call, release)
  if (make_latest === 'true') for (const each of repository.releases) each.latest = each === release
  return { body: release }
}

function upload(call: ApiCall) {
  const { repository, values, query, bytes } = call
  const release = releaseOf(repository, values.release_id!)
  if (release.immutable) throw immutable('upload assets to')
  const name = String(query.get('name')).replace(/[^\w.+@()-]+/g, '.')
  if (release.assets.some((asset) => asset.name === name)) throw invalid('ReleaseAsset', 'name', 'already_exists')
  const asset = {
    id: call.nextId(),
    madeBy: call.number,
    name,
    size: bytes.length,
    state: 'uploaded',
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    uploader: user(call.token.login),
    browser_download_url: `https://github.example/${repository.fullName}/releases/download/${release.tag_name}/${name}`,
  }
  // For tests alone; the API gives it elsewhere.
  release.assets.push(Object.defineProperty(asset, 'content', { value: bytes }))
  return { status: 201, body: asset }
}

const published = ({ releases }: RepositoryState) => releases.filter((release) => !release.draft)

export const releaseRoutes: ApiRoutes = {
  'GET /repos/{owner}/{repo}/releases': {
    needs: 'contents=read',
    list: ({ repository, visible }) => [...visible(repository.releases)].reverse(),
  },
  'GET /repos/{owner}/{repo}/releases/latest': {
    needs: 'contents=read',
    answer({ repository }) {
      const candidates = published(repository).filter((release) => !release.prerelease)
      const latest = candidates.find((release) => release.latest) ?? candidates.at(-1)
      if (latest === undefined) throw notFound()
      return { body: latest }
    },
  },
  'GET /repos/{owner}/{repo}/releases/tags/{tag}': {
    needs: 'contents=read',
    answer({ repository, values }) {
      const found = published(repository).find((release) => release.tag_name === values.tag)
      if (found === undefined) throw notFound()
      return { body: found }
    },
  },
  'GET /repos/{owner}/{repo}/releases/{release_id}': {
    needs: 'contents=read',
    answer: ({ repository, values }) => ({ body: releaseOf(repository, values.release_id!) }),
  },
  'POST /repos/{owner}/{repo}/releases': { needs: 'contents=write', answer: create },
  'PATCH /repos/{owner}/{repo}/releases/{release_id}': { needs: 'contents=write', answer: change },
  'POST /repos/{owner}/{repo}/releases/{release_id}/assets': { needs: 'contents=write', answer: upload },
  'DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}': {
    needs: 'contents=write',
    answer({ repository, values }) {
      for (const release of repository.releases as (Item & { assets: Asset[] })[]) {
        const index = release.assets.findIndex((asset) => asset.id === Number(values.asset_id))
        if (index < 0) continue
        if (release.immutable) throw immutable('delete assets of')
        release.assets.splice(index, 1)
        return { status: 204 }
      }
      throw notFound()
    },
  },
  'DELETE /repos/{owner}/{repo}/releases/{release_id}': {
    needs: 'contents=write',
    answer({ repository, values }) {
      const release = releaseOf(repository, values.release_id!)
      if (release.immutable) repository.usedUpTags.add(String(release.tag_name))
      repository.releases.splice(repository.releases.indexOf(release), 1)
      return { status: 204 }
    },
  },
}
