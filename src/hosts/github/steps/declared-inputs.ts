import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'

/**
 * The names of the inputs that an action declares, as the variables of the runner spell them, in lower case.
 * @param folder the folder of the action. Without a readable `action.yml` there, no input is known.
 */
export async function declaredInputs(folder: string): Promise<ReadonlySet<string>> {
  for (const name of ['action.yml', 'action.yaml'])
    try {
      const text = await readFile(join(folder, name), 'utf8')
      const inputs: unknown = parse(text)?.inputs ?? {}
      const names = typeof inputs === 'object' && inputs !== null ? Object.keys(inputs) : []
      return new Set(names.map((input) => input.toLowerCase().replace(/[^a-z0-9-]/g, '_')))
    } catch {
      // The file under its other name, or none; then the inputs of that action are unknown.
    }
  return new Set()
}
