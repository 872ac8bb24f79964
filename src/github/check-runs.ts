import type { CheckConclusion, CheckOutput, CheckProgress, CheckRun, Checks } from '../core/ports/forge/checks.ts'
import type { Calls, Data } from './calls/calls.ts'
import { outputsOf } from './check-output.ts'

const oneRoute = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}'
/** A commit has as many at most that the newest of each name is kept (GitHub Docs, "List check runs for a Git reference"). */
const most = 1000

export function checkRunsOf(calls: Calls): Pick<Checks, 'list' | 'read' | 'create' | 'update'> {
  const list: Checks['list'] = async (commit, name) => {
    const found = await calls.list(
      {
        to: `list the checks of ${commit}`,
        route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
        given: { ref: commit, filter: 'latest', ...(name !== undefined && { check_name: name }) },
      },
      { items: (data) => data.check_runs.map(checkRunOf), most },
    )
    return newestOfEach(found)
  }
  const read = (id: number) =>
    calls.ask({ to: `read check ${id}`, route: oneRoute, given: { check_run_id: id } }, checkRunOf)
  const update = async (id: number, given: ChangedMembers) => {
    const added = given.output?.annotations?.length ?? 0
    const before = added === 0 ? 0 : await annotationsOf(calls, id)
    // Annotations of a call that is repeated would be there twice.
    const done = async () => ((await annotationsOf(calls, id)) < before + added ? undefined : read(id))
    return calls.ask(
      {
        to: `update check ${id}`,
        route: 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
        given: { check_run_id: id, ...given } as { check_run_id: number },
      },
      checkRunOf,
      added === 0 ? 'always' : { lookUp: done },
    )
  }
  const addRest = async (check: CheckRun, rest: readonly object[]) => {
    let last = check
    for (const output of rest) last = await update(check.id, { output })
    return last
  }
  return {
    list,
    read,
    async create({ name, commit, externalId, detailsUrl, output, ...progress }) {
      const [first, ...rest] = outputsOf(output)
      const created = await calls.ask(
        {
          to: `create check ${name} of ${commit}`,
          route: 'POST /repos/{owner}/{repo}/check-runs',
          given: {
            name,
            head_sha: commit,
            external_id: externalId,
            ...membersOf({ ...progress, ...(detailsUrl !== undefined && { detailsUrl }) }),
            ...(first && { output: first }),
          } as never,
        },
        checkRunOf,
        { lookUp: async () => (await list(commit, name)).find((each) => each.externalId === externalId) },
      )
      return addRest(created, rest as readonly object[])
    },
    async update(id, { output, ...change }) {
      const [first, ...rest] = outputsOf(output)
      return addRest(
        await update(id, { ...membersOf(change), ...(first && { output: first }) }),
        rest as readonly object[],
      )
    },
  }
}

interface ChangedMembers {
  readonly output?: { readonly annotations?: readonly object[] }
  readonly [member: string]: unknown
}

function annotationsOf(calls: Calls, id: number): Promise<number> {
  return calls.ask(
    { to: `read check ${id}`, route: oneRoute, given: { check_run_id: id } },
    ({ output }) => output.annotations_count,
  )
}

function membersOf({
  detailsUrl,
  ...progress
}: Partial<CheckProgress> & { readonly detailsUrl?: string; readonly output?: CheckOutput }) {
  return { ...progress, ...(detailsUrl !== undefined && { details_url: detailsUrl }) }
}

/** The newest run of each name and app has the greatest id. */
function newestOfEach(checks: readonly CheckRun[]): readonly CheckRun[] {
  const newest = new Map<string, CheckRun>()
  for (const check of checks) {
    const key = JSON.stringify([check.name, check.app])
    if ((newest.get(key)?.id ?? -1) < check.id) newest.set(key, check)
  }
  return [...newest.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
}

function checkRunOf(data: Data<typeof oneRoute>): CheckRun {
  const { output, conclusion, details_url: detailsUrl, external_id: externalId, app } = data
  return {
    id: Number(data.id),
    name: data.name,
    sha: data.head_sha,
    status: data.status,
    ...(conclusion && { conclusion: conclusion as CheckConclusion }),
    url: data.html_url ?? data.url,
    ...(detailsUrl && { detailsUrl }),
    ...(externalId && { externalId }),
    ...(output.title && { title: output.title }),
    ...(output.summary && { summary: output.summary }),
    ...(output.text && { text: output.text }),
    ...(app?.slug && { app: app.slug }),
  }
}
