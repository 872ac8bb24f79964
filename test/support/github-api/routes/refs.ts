import { requireRule } from '../guards.ts'
import { ApiRefusal, notFound } from '../refusal.ts'
import type { ApiRoutes } from '../route.ts'
import { tagBody } from './git-data.ts'

const refBody = ({ ref, sha, type }: { ref: string; sha: string; type: string }) => ({ ref, object: { sha, type } })

export const refRoutes: ApiRoutes = {
  'GET /repos/{owner}/{repo}/git/ref/{ref}': {
    needs: 'contents=read',
    answer({ repository, values }) {
      const found = repository.git.ref(`refs/${values.ref}`)
      if (found === undefined) throw notFound()
      return { body: refBody(found) }
    },
  },
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}': {
    needs: 'contents=read',
    answer: ({ repository, values }) => ({ body: repository.git.refs(`refs/${values.ref}`).map(refBody) }),
  },
  'POST /repos/{owner}/{repo}/git/refs': {
    needs: 'contents=write',
    answer({ repository, body, token }) {
      const { ref, sha } = body
      if (!/^refs\/[^/]+\/.+/.test(ref))
        throw new ApiRefusal(422, 'Reference name must start with refs/ and have two slashes')
      if (repository.git.ref(ref)) throw new ApiRefusal(422, 'Reference already exists')
      const type = repository.git.kind(sha)
      if (type === undefined) throw new ApiRefusal(422, 'Object does not exist')
      requireRule(repository, token, ref, 'creation')
      if (repository.git.ask('update-ref', ref, sha, '0'.repeat(40)) === undefined)
        throw new ApiRefusal(422, `Reference name ${ref} is not valid`)
      return { status: 201, body: refBody({ ref, sha, type }) }
    },
  },
  'GET /repos/{owner}/{repo}/git/tags/{tag_sha}': {
    needs: 'contents=read',
    answer({ repository, values }) {
      if (repository.git.kind(values.tag_sha!) !== 'tag') throw notFound()
      return { body: tagBody(repository.git, values.tag_sha!) }
    },
  },
  'GET /repos/{owner}/{repo}/tags': {
    needs: 'contents=read',
    list: ({ repository: { git } }) =>
      [...git.refs('refs/tags/')]
        .reverse()
        .map(({ ref }) => ({ name: ref.replace('refs/tags/', ''), commit: { sha: git.resolve(ref.slice(5)) } })),
  },
}
