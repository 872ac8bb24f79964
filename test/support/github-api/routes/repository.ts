import { notFound } from '../refusal.ts'
import { type ApiRoutes, isAllowed } from '../route.ts'
import { required } from './commits.ts'

export const repositoryRoutes: ApiRoutes = {
  'GET /repos/{owner}/{repo}': {
    needs: 'metadata=read',
    answer: ({ repository, token }) => ({
      body: {
        id: 1,
        node_id: `R_${repository.fullName}`,
        name: repository.fullName.split('/')[1],
        full_name: repository.fullName,
        default_branch: repository.defaultBranch,
        visibility: repository.visibility,
        private: repository.visibility === 'private',
        fork: repository.fork,
        archived: repository.archived,
        html_url: `https://github.example/${repository.fullName}`,
        permissions: { admin: false, pull: true, push: isAllowed(token, 'contents=write') },
      },
    }),
  },
  'GET /rate_limit': {
    answer: () => ({ body: { resources: { core: { limit: 5000, remaining: 4990, reset: 1_795_000_000, used: 10 } } } }),
  },
  'GET /repos/{owner}/{repo}/branches/{branch}': {
    needs: 'contents=read',
    answer({ repository, values }) {
      const branch = values.branch!
      const found = repository.git.ref(`refs/heads/${branch}`)
      if (found === undefined) throw notFound()
      const checks = repository.classic.get(branch)
      return {
        body: {
          name: branch,
          commit: { sha: found.sha },
          protected: checks !== undefined || repository.rules.some(({ ref }) => ref === `refs/heads/${branch}`),
          protection: { enabled: checks !== undefined, required_status_checks: { contexts: checks ?? [], checks: [] } },
        },
      }
    },
  },
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': {
    needs: 'metadata=read',
    list: ({ repository, values }) =>
      repository.rules
        .filter(({ ref }) => ref === `refs/heads/${values.branch}`)
        .map(({ type, parameters }) => ({ type, ...(parameters && { parameters }) })),
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/statuses': {
    needs: 'statuses=read',
    list({ repository, values, visible }) {
      const sha = required(repository, values.ref!)
      return visible(repository.statuses)
        .filter((status) => status.sha === sha)
        .reverse()
    },
  },
}
