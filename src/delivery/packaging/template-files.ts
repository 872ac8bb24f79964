import { explanation, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nestingLimits } from '../documents/limits.ts'
import { findCycle } from '../template/find-cycle.ts'

/**
 * The templates of one release, and how they nest and include each other. Each is packaged once, however many templates
 * use it. Circles are refused before any work would wait for itself.
 */
export class TemplateFiles<T> {
  readonly #started = new Map<string, Promise<T>>()
  readonly #uses = new Map<string, Set<string>>()
  readonly #levels = new Map<string, number>()

  /** The number of distinct files. */
  get count(): number {
    return this.#started.size
  }

  /**
   * The result for a file.
   * @param from the file that uses it; undefined for the first
   * @param work runs if the file was not requested before
   * @throws StageError `template-invalid` for files that nest or include themselves, or above `nestingLimits`
   */
  use(from: string | undefined, file: string, work: () => Promise<T>): Promise<T> {
    this.#refuseWayBack(from, file)
    const started = this.#started.get(file)
    if (started !== undefined) return started
    const level = from === undefined ? 1 : this.#levels.get(from)! + 1
    if (level > nestingLimits.levels)
      throw excessive(`more than ${nestingLimits.levels} templates`, `one inside of the other, down to ${file}`)
    if (this.count >= nestingLimits.files)
      throw excessive(`more than ${nestingLimits.files} different templates`, `${file} among them`)
    this.#levels.set(file, level)
    const working = work()
    this.#started.set(file, working)
    return working
  }

  #refuseWayBack(from: string | undefined, file: string): void {
    if (from === undefined) return
    const uses = this.#uses.get(from) ?? new Set()
    this.#uses.set(from, uses)
    if (uses.has(file)) return
    uses.add(file)
    // A file that was not requested yet has no uses.
    const cycle = this.#started.has(file) ? findCycle(this.#uses, file) : undefined
    if (cycle === undefined) return
    throw new StageError('template-invalid', `templates nest or include each other in a circle: ${cycle.join(' → ')}`, {
      hint: 'remove one of these references',
    })
  }
}

function excessive(what: string, where: string): StageError {
  return new StageError('template-invalid', `the application has ${what}, ${where}`, {
    hint: next`put templates together; ${explanation('limits-on-documents')} lists all limits`,
  })
}
