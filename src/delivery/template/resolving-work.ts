import { explanation, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { resolvingLimits } from '../documents/limits.ts'
import type { ConditionWork } from './evaluate-condition.ts'

/**
 * The values that were resolved in one template, so that each name is followed only once from each depth, and how much
 * work that was. The limits are `resolvingLimits`.
 */
export class ResolvingWork {
  readonly #named = new Map<string, unknown>()
  readonly #conditions = new Map<number, ConditionWork>()
  readonly #depth = { levels: 0 }
  #nodes = 0
  #characters = 0

  /** The work counted up to now. */
  get spent(): { readonly nodes: number; readonly characters: number } {
    return { nodes: this.#nodes, characters: this.#characters }
  }

  /** Counts before the work is done. @throws StageError `template-invalid` above the limit */
  spend(nodes: number, characters: number): void {
    this.#nodes += nodes
    this.#characters += characters
    if (this.#nodes > resolvingLimits.nodes) throw excessive(`more than ${resolvingLimits.nodes} values`)
    if (this.#characters > resolvingLimits.characters)
      throw excessive(`texts of more than ${resolvingLimits.characters} characters`)
  }

  /** The value behind a name, resolved on first use. */
  named<T>(key: string, work: () => T): T {
    if (!this.#named.has(key)) this.#named.set(key, work())
    return this.#named.get(key) as T
  }

  /** The conditions as seen from a depth: the number of names that were followed. */
  conditions(followed: number): ConditionWork {
    const found = this.#conditions.get(followed) ?? { known: new Map(), depth: this.#depth }
    this.#conditions.set(followed, found)
    return found
  }
}

function excessive(what: string): StageError {
  const limits = explanation('limits-on-documents')
  return new StageError('template-invalid', `the functions of the template resolve to ${what}`, {
    hint: next`look for a repeated name whose value repeats another name; ${limits} lists all limits`,
  })
}
