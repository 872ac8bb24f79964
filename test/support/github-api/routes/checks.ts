import { ApiRefusal, notFound } from '../refusal.ts'
import type { ApiCall, ApiRoutes } from '../route.ts'
import type { Item } from '../state.ts'
import { required } from './commits.ts'

const most = 65_535

interface Output {
  readonly title?: string
  readonly summary?: string
  readonly text?: string
  readonly annotations?: readonly object[]
}

function checkOf({ repository, values }: ApiCall): Item {
  const found = repository.checks.find((check) => check.id === Number(values.check_run_id))
  if (found === undefined) throw notFound()
  return found
}

/** Annotations are added to those that are there. */
function setOutput(check: Item, output: Output | undefined): void {
  if (output === undefined) return
  for (const name of ['summary', 'text'] as const)
    if (Buffer.byteLength(output[name] ?? '') > most)
      throw new ApiRefusal(422, `Invalid request.\n\nOnly ${most} characters are allowed; ${name} has more.`)
  const former = (check.annotations ?? []) as readonly object[]
  const { annotations = [], ...texts } = output
  check.annotations = [...former, ...annotations]
  check.output = {
    title: null,
    summary: null,
    text: null,
    ...(check.output as object | undefined),
    ...texts,
    annotations_count: (check.annotations as readonly object[]).length,
    annotations_url: 'https://api.github.example/annotations',
  }
}

function requireConclusion({ body }: ApiCall): void {
  if (body.status === 'completed' && body.conclusion === undefined)
    throw new ApiRefusal(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.')
}

function create(call: ApiCall) {
  const { repository, body, token, now } = call
  requireConclusion(call)
  const sha = required(repository, body.head_sha)
  if (!token.login.endsWith('[bot]')) throw new ApiRefusal(403, 'You must authenticate via a GitHub App.')
  const id = call.nextId()
  const { output, ...members } = body
  const item: Item = {
    status: 'queued',
    conclusion: null,
    started_at: now,
    completed_at: null,
    external_id: '',
    details_url: null,
    output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: '' },
    ...members,
    id,
    madeBy: call.number,
    head_sha: sha,
    html_url: `https://github.example/${repository.fullName}/runs/${id}`,
    app: { slug: token.login.replace('[bot]', '') },
  }
  setOutput(item, output)
  repository.checks.push(item)
  return { status: 201, body: item }
}

export const checkRoutes: ApiRoutes = {
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': {
    needs: 'checks=read',
    list({ repository, values, query, visible }) {
      const sha = required(repository, values.ref!)
      const name = query.get('check_name')
      return visible(repository.checks)
        .filter((check) => check.head_sha === sha && (!name || check.name === name))
        .reverse()
    },
    around: (items, total) => ({ total_count: total, check_runs: items }),
  },
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': {
    needs: 'checks=read',
    answer: (call) => ({ body: checkOf(call) }),
  },
  'POST /repos/{owner}/{repo}/check-runs': { needs: 'checks=write', answer: create },
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': {
    needs: 'checks=write',
    answer(call) {
      const check = checkOf(call)
      requireConclusion(call)
      const { output, ...members } = call.body
      Object.assign(check, members)
      setOutput(check, output)
      return { body: check }
    },
  },
  'POST /repos/{owner}/{repo}/statuses/{sha}': {
    needs: 'statuses=write',
    answer(call) {
      const { repository, values, body, now } = call
      if (repository.git.kind(values.sha!) !== 'commit')
        throw new ApiRefusal(422, `No commit found for SHA: ${values.sha}`)
      const own = repository.statuses.filter(({ sha, context }) => sha === values.sha && context === body.context)
      if (own.length >= 1000)
        throw new ApiRefusal(422, 'This SHA and context has reached the maximum number of statuses.')
      const item = {
        description: null,
        target_url: null,
        ...body,
        id: call.nextId(),
        madeBy: call.number,
        sha: values.sha,
        created_at: now,
      }
      repository.statuses.push(item)
      return { status: 201, body: item }
    },
  },
}
