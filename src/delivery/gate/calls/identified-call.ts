import { apiKeyHeader } from '../../../core/network/header-names.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { Draft, ScenarioState } from '../scenario/scenario-state.ts'
import { type GraphqlOutcome, postGraphql } from './graphql.ts'

/**
 * The headers that authenticate a call with the API key or as the current user, and the caller's name for the report.
 */
export async function credentialsOf(
  { run, users, user }: ScenarioState,
  identity: 'api-key' | 'user' | 'none',
): Promise<{ readonly caller?: string; readonly headers: Readonly<Record<string, string>> }> {
  if (identity === 'none') return { headers: {} }
  if (identity === 'user') return { caller: users.nameOf(user), headers: { authorization: await users.token(user) } }
  if (run.target.apiKey !== undefined) return { caller: 'api-key', headers: { [apiKeyHeader]: run.target.apiKey } }
  throw new StageError('gate-invalid', 'a call uses the API key, but gate.json names no output with an API key', {
    hint: 'set outputs.apiKey',
  })
}

/** Sends a document once as the caller that the activity names. A rejected token is renewed once. */
export async function callAs(
  state: ScenarioState,
  activity: { readonly document: string; readonly identity: 'api-key' | 'user' },
  variables: Readonly<Record<string, unknown>>,
  draft: Draft,
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphqlOutcome> {
  const send = async () => {
    const credentials = await credentialsOf(state, activity.identity)
    if (credentials.caller !== undefined) draft.caller = credentials.caller
    draft.tries = (draft.tries ?? 0) + 1
    return postGraphql(state.run.ports, {
      endpoint: state.run.target.endpoint,
      document: activity.document,
      variables,
      headers: { ...credentials.headers, ...headers },
    })
  }
  const first = await send()
  if (first.kind !== 'unauthorized' || activity.identity !== 'user') return first
  await state.users.refresh(state.user)
  return send()
}
