import { ForgeError, isForgeFailure } from '../core/forge/forge-error.ts'
import type { Ref, RefMove, Refs } from '../core/ports/forge/refs.ts'
import type { Calls } from './calls/calls.ts'
import { tagsOf } from './tags.ts'

const none = '0'.repeat(40)
const fullRoute = 'GET /repos/{owner}/{repo}/git/ref/{ref}'

export function refsOf(calls: Calls): Refs {
  const find = (name: string) =>
    calls.find({ to: `read ${name}`, route: fullRoute, given: { ref: name } }, (data) => exact(refOf(data), name))
  const change = once(() => repositoryId(calls))
  return {
    find,
    list: (prefix) =>
      calls.ask(
        {
          to: `list ${prefix}`,
          route: 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
          given: { ref: prefix },
        },
        // This list has no pages.
        (data) => data.map(refOf),
      ),
    create: (name, sha) => create(calls, find, name, sha),
    move: async (name, move) => moveRef(calls, await change(), find, name, move),
    delete: async (name, expected) => {
      const found = await find(name)
      if (found !== undefined) await moveRef(calls, await change(), find, name, { sha: none, expected, force: true })
    },
    ...tagsOf(calls, find),
  }
}

function refOf({ ref, object }: { ref: string; object: { sha: string; type: string } }): Ref {
  return { name: ref, sha: object.sha, kind: object.type as Ref['kind'] }
}

/** Former versions of servers answer with refs that only begin with the name. */
function exact(ref: Ref, name: string): Ref | undefined {
  return ref.name === `refs/${name}` ? ref : undefined
}

async function create(calls: Calls, find: Refs['find'], name: string, sha: string): Promise<void> {
  const there = async () => ((await find(name))?.sha === sha ? true : undefined)
  try {
    await calls.ask(
      {
        to: `create ${name}`,
        route: 'POST /repos/{owner}/{repo}/git/refs',
        given: { ref: `refs/${name}`, sha },
      },
      () => true as const,
      { lookUp: there },
    )
  } catch (error) {
    if (!isForgeFailure(error, 'conflict') || !(await there())) throw error
  }
}

/**
 * Compares and writes in one step, which only the GraphQL interface can (`updateRefs` with `beforeOid`).
 * A move that took effect before its answer was lost ends with a conflict when it is repeated, so that it is looked at.
 */
async function moveRef(
  calls: Calls,
  repositoryId: string,
  find: Refs['find'],
  name: string,
  { sha, expected, force = false }: RefMove,
): Promise<void> {
  const there = async () => ((await find(name))?.sha ?? none) === sha || undefined
  const update = { name: `refs/${name}`, beforeOid: expected, afterOid: sha, force }
  try {
    await calls.graphql(
      `${sha === none ? 'delete' : 'move'} ${name}`,
      'mutation($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
      { input: { repositoryId, refUpdates: [update] } },
      () => true as const,
      { lookUp: there },
    )
  } catch (error) {
    if (!isForgeFailure(error, 'conflict', 'not-found', 'validation')) throw error
    if (await there()) return
    throw (await moved(find, name, expected)) ?? error
  }
}

/** Says where the ref is, when that is the reason. */
async function moved(find: Refs['find'], name: string, expected: string): Promise<ForgeError | undefined> {
  const sha = (await find(name))?.sha
  if (sha === expected) return undefined
  const place = sha === undefined ? 'is gone' : `points at ${sha} now`
  return new ForgeError('conflict', `${name} ${place}, not at ${expected}; it was not changed`, {
    hint: 'look who moved it, then run again',
  })
}

function repositoryId(calls: Calls): Promise<string> {
  return calls.ask(
    { to: 'read the repository', route: 'GET /repos/{owner}/{repo}', given: {} },
    ({ node_id }) => node_id,
  )
}

/** Remembers an answer, but no failure. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: T | undefined
  return async () => {
    answer ??= await ask()
    return answer
  }
}
