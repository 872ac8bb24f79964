import type { GivenInput } from '../../core/run/host.ts'

/**
 * Lists all inputs that have a value. The runner passes each key of `with:` as `INPUT_<NAME>`, even if `action.yml`
 * does not declare it; blanks become underscores (actions/runner, `Handler.AddInputsToEnvironment`).
 * @param alsoTaken inputs that the action itself uses
 */
export async function givenInputs(
  environment: NodeJS.ProcessEnv,
  alsoTaken: readonly string[] = [],
): Promise<readonly GivenInput[]> {
  const given = Object.entries(environment).flatMap(([variable, value]): GivenInput[] => {
    if (!variable.startsWith('INPUT_') || !value?.trim()) return []
    const name = variable.slice('INPUT_'.length).toLowerCase()
    return alsoTaken.includes(name) ? [] : [{ name, as: name }]
  })
  return withoutLeftovers(environment, given)
}

/**
 * Removes the inputs of a surrounding composite action. Older releases of nektos/act, and the runners of Gitea and
 * Forgejo based on it, show them to the steps of that action. GitHub's own runner never does.
 */
async function withoutLeftovers(
  environment: NodeJS.ProcessEnv,
  given: readonly GivenInput[],
): Promise<readonly GivenInput[]> {
  const { ACT, GITEA_ACTIONS, FORGEJO_ACTIONS, GITHUB_ACTION_PATH } = environment
  const leaks = [ACT, GITEA_ACTIONS, FORGEJO_ACTIONS].includes('true')
  // Only steps of a composite action have this variable, which holds the folder of that action.
  if (!leaks || !GITHUB_ACTION_PATH) return given
  const { declaredInputs } = await import('./steps/declared-inputs.ts')
  const surrounding = await declaredInputs(GITHUB_ACTION_PATH)
  return given.filter(({ name }) => !surrounding.has(name))
}
