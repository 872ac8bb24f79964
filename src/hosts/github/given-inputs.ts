import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
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
  const surrounding = await inputsOf(GITHUB_ACTION_PATH)
  return given.filter(({ name }) => !surrounding.has(name))
}

async function inputsOf(folder: string): Promise<ReadonlySet<string>> {
  for (const name of ['action.yml', 'action.yaml'])
    try {
      const text = await readFile(join(folder, name), 'utf8')
      const { parse } = await import('yaml')
      const inputs: unknown = parse(text)?.inputs ?? {}
      const names = typeof inputs === 'object' && inputs !== null ? Object.keys(inputs) : []
      return new Set(names.map((input) => input.toLowerCase().replace(/[^a-z0-9-]/g, '_')))
    } catch {
      // The file under its other name, or none; then the inputs of that action are unknown.
    }
  return new Set()
}
