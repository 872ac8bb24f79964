import { explanation, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { resolvingLimits } from '../documents/limits.ts'
import type { ConditionWork } from './evaluate-condition.ts'

/**
 * What was worked out of one template, so that each name is followed once from each depth, and how much that took. Limits are
 * `resolvingLimits`.
 */
export class ResolvingWork {
  readonly #named = new Map<string, unknown>()
  readonly #conditions = new Map<number, ConditionWork>()
  readonly #depth = { levels: 0 }
  #nodes = 0
  #characters = 0

  /** What was counted until now. */
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

  /** The value behind a name, worked out when it is asked for first. */
  named<T>(key: string, work: () => T): T {
    if (!this.#named.has(key)) this.#named.set(key, work())
    return this.#named.get(key) as T
  }

  /** The conditions as they are seen after so many names were followed. */
  conditions(followed: number): ConditionWork {
    const found = this.#conditions.get(followed) ?? { known: new Map(), depth: this.#depth }
    this.#conditions.set(followed, found)
    return found
  }
}

function excessive(what: string): StageError {
  return new StageError('template-invalid', `the functions of the template work out to ${what}`, {
    hint: next`look for a name that is repeated inside of a name that is repeated; ${explanation('limits-on-documents')} lists all limits`,
  })
}
