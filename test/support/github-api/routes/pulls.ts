import { invalid, notFound } from '../refusal.ts'
import { type ApiCall, type ApiRoutes, user } from '../route.ts'
import type { Item, RepositoryState } from '../state.ts'
import { required } from './commits.ts'

/** The pull request as it is now: its head follows its branch. */
export function currentPull({ git, fullName }: RepositoryState, pull: Item) {
  const head = pull.head as { ref: string; sha: string }
  const sha = pull.state === 'open' ? (git.ref(`refs/heads/${head.ref}`)?.sha ?? head.sha) : head.sha
  return { ...pull, head: { ...head, sha, repo: { full_name: fullName } } }
}

export function pullOf({ pulls }: RepositoryState, number: string): Item {
  const found = pulls.find((pull) => pull.number === Number(number))
  if (found === undefined) throw notFound()
  return found
}

function create(call: ApiCall) {
  const { repository, body, token, now } = call
  const head = String(body.head).replace(`${repository.owner}:`, '')
  if (repository.git.ref(`refs/heads/${head}`) === undefined) throw invalid('PullRequest', 'head', 'invalid')
  if (repository.git.ref(`refs/heads/${body.base}`) === undefined) throw invalid('PullRequest', 'base', 'invalid')
  const isSame = (pull: Item) =>
    pull.state === 'open' &&
    (pull.head as { ref: string }).ref === head &&
    (pull.base as { ref: string }).ref === body.base
  if (repository.pulls.some(isSame))
    throw invalid('PullRequest', '', 'custom', `A pull request already exists for ${repository.owner}:${head}.`)
  const [base, tip] = [required(repository, body.base), required(repository, head)]
  if (repository.git.run(['rev-list', '--count', `${base}..${tip}`]) === '0')
    throw invalid('PullRequest', '', 'custom', `No commits between ${body.base} and ${head}`)
  const pull = {
    id: call.nextId(),
    madeBy: call.number,
    number: repository.pulls.length + 1,
    title: body.title,
    body: body.body ?? null,
    draft: body.draft === true,
    state: 'open',
    head: { ref: head, sha: tip },
    base: { ref: body.base, sha: base },
    labels: [],
    merged_at: null,
    merge_commit_sha: null,
    user: user(token.login),
    created_at: now,
  }
  const item = {
    ...pull,
    node_id: `PR_${pull.number}`,
    html_url: `https://github.example/${repository.fullName}/pull/${pull.number}`,
  }
  repository.pulls.push(item)
  return { status: 201, body: currentPull(repository, item) }
}

export const pullRoutes: ApiRoutes = {
  'GET /repos/{owner}/{repo}/pulls': {
    needs: 'pull_requests=read',
    list({ repository, query, visible }) {
      const [state, head, base] = ['state', 'head', 'base'].map((name) => query.get(name)) as (string | null)[]
      const wanted = (pull: Item) =>
        (state === 'all' || pull.state === (state ?? 'open')) &&
        (!head || `${repository.owner}:${(pull.head as { ref: string }).ref}` === head) &&
        (!base || (pull.base as { ref: string }).ref === base)
      return visible(repository.pulls)
        .filter(wanted)
        .reverse()
        .map((pull) => currentPull(repository, pull))
    },
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': {
    needs: 'pull_requests=read',
    answer: ({ repository, values }) => ({ body: currentPull(repository, pullOf(repository, values.pull_number!)) }),
  },
  'POST /repos/{owner}/{repo}/pulls': { needs: 'pull_requests=write', answer: create },
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': {
    needs: 'pull_requests=write',
    answer({ repository, values, body }) {
      const pull = pullOf(repository, values.pull_number!)
      if (body.state === 'open' && pull.merged_at !== null)
        throw invalid('PullRequest', 'state', 'invalid', 'state cannot be changed. The pull request was merged.')
      const { base, ...rest } = body
      Object.assign(pull, rest, base && { base: { ref: base, sha: required(repository, base) } })
      return { body: currentPull(repository, pull) }
    },
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': {
    needs: 'pull_requests=read',
    list({ repository, values }) {
      const pull = currentPull(repository, pullOf(repository, values.pull_number!))
      const range = `${(pull as unknown as { base: { sha: string } }).base.sha}...${pull.head.sha}`
      const changed = repository.git.run(['diff', '--name-status', '--no-renames', range]).split('\n').filter(Boolean)
      const names: Readonly<Record<string, string>> = { A: 'added', D: 'removed', M: 'modified' }
      return changed.map((line) => {
        const [letter, filename] = line.split('\t') as [string, string]
        return { filename, status: names[letter] ?? 'changed', additions: 1, deletions: 0, changes: 1, sha: null }
      })
    },
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': {
    needs: 'pull_requests=write',
    answer({ repository, values, body }) {
      const pull = pullOf(repository, values.issue_number!)
      const names = new Set([...(pull.labels as { name: string }[]).map(({ name }) => name), ...body.labels])
      pull.labels = [...names].map((name) => ({ name }))
      return { body: pull.labels }
    },
  },
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}': {
    needs: 'pull_requests=write',
    answer({ repository, values }) {
      const pull = pullOf(repository, values.issue_number!)
      const labels = pull.labels as { name: string }[]
      if (!labels.some(({ name }) => name === values.name)) throw notFound()
      pull.labels = labels.filter(({ name }) => name !== values.name)
      return { body: pull.labels }
    },
  },
}
