import { createHash } from 'node:crypto'
import { ForgeError, isForgeFailure } from '../core/forge/forge-error.ts'
import type { Release, ReleaseAsset, Releases } from '../core/ports/forge/releases.ts'
import type { Calls, Data } from './calls/calls.ts'

/** The types of octokit know it with another origin, which its templates would encode. */
const uploadRoute = 'POST /repos/{owner}/{repo}/releases/{release_id}/assets{?name,label}'
type Upload = 'POST {origin}/repos/{owner}/{repo}/releases/{release_id}/assets{?name,label}'

type GivenAsset = Parameters<Releases['uploadAsset']>[1]

export function assetsOf(
  calls: Calls,
  read: (id: number) => Promise<Release>,
): Pick<Releases, 'uploadAsset' | 'deleteAsset'> {
  return {
    async uploadAsset(id, asset) {
      const there = (await read(id)).assets.find(({ name }) => name === storedName(asset.name))
      if (there !== undefined && isSame(there, asset)) return there
      if (there?.complete) throw otherBytes(asset.name, there)
      if (there !== undefined) await deleteAsset(calls, there.id)
      return upload(calls, id, asset, read)
    },
    deleteAsset: (asset) => deleteAsset(calls, asset),
  }
}

/** An upload that was disturbed leaves a whole file, a rest that has to go first, or nothing. */
function upload(calls: Calls, id: number, asset: GivenAsset, read: (id: number) => Promise<Release>) {
  return calls.ask(
    {
      to: `upload ${asset.name} to release ${id}`,
      route: uploadRoute as Upload,
      given: {
        baseUrl: calls.addresses.uploads,
        release_id: id,
        name: asset.name,
        data: asset.content as unknown as string,
        headers: { 'content-type': asset.contentType },
      } as never,
    },
    assetOf,
    {
      lookUp: async () => {
        const there = (await read(id)).assets.find(({ name }) => name === storedName(asset.name))
        if (there === undefined || isSame(there, asset)) return there
        if (there.complete) throw otherBytes(asset.name, there)
        await deleteAsset(calls, there.id)
        return undefined
      },
    },
  )
}

async function deleteAsset(calls: Calls, asset: number): Promise<void> {
  try {
    await calls.ask(
      {
        to: `delete file ${asset} of a release`,
        route: 'DELETE /repos/{owner}/{repo}/releases/assets/{asset_id}',
        given: { asset_id: asset },
      },
      () => undefined,
    )
  } catch (error) {
    if (!isForgeFailure(error, 'not-found')) throw error
  }
}

/** GitHub stores other characters as dots (GitHub Docs, "Upload a release asset"). */
function storedName(name: string): string {
  return name.replace(/[^\w.+@()-]+/g, '.')
}

/** Without a digest, which older servers lack, files of the same size count as the same. */
function isSame({ complete, digest, bytes }: ReleaseAsset, { content }: GivenAsset): boolean {
  if (!complete || bytes !== content.byteLength) return false
  return digest === undefined || digest === `sha256:${createHash('sha256').update(content).digest('hex')}`
}

function otherBytes(name: string, { url }: ReleaseAsset): ForgeError {
  return new ForgeError('conflict', `the release has other bytes as ${name} already: ${url}`, {
    hint: 'release another version; files of a release are never replaced',
  })
}

type Listed = Data<'GET /repos/{owner}/{repo}/releases/{release_id}'>['assets'][number]

export function assetOf({ id, name, size, state, digest, browser_download_url: url }: Listed): ReleaseAsset {
  return { id, name, bytes: size, complete: state === 'uploaded', ...(digest && { digest }), url }
}
