import { StageError } from '../../core/run/stage-error.ts'
import { fill } from '../fill.ts'
import type { Resources } from '../resources.ts'
import { commented } from './code/python-code.ts'

/** Collects the Python files of an application. */
export class PythonFiles {
  readonly files = new Map<string, string>()
  /** Paths in lower case, because two paths may be the same file where case is ignored. */
  readonly #taken = new Set<string>()
  readonly #resources: Resources

  constructor(resources: Resources) {
    this.#resources = resources
  }

  /**
   * Fills `templates/python/<template>`; the first line names the part of the model that the file comes from.
   * @throws StageError `model-invalid` when two names of the model lead to one file
   */
  render(path: string, template: string, from: string, slots: Readonly<Record<string, string>>): void {
    const notice = `Made by Liftlock from ${commented(from)}; change the model, then generate again.`
    this.add(path, fill(this.#resources.template(`python/${template}`), { ...slots, notice }))
  }

  /**
   * @throws StageError `path-escapes` for a path that leaves the application, `model-invalid` for a path that is
   * already used
   */
  add(path: string, text: string): void {
    if (!/^[^/\\\0]+(?:\/[^/\\\0]+)*$/.test(path) || path.split('/').some((part) => part === '..' || part === '.')) {
      throw new StageError('path-escapes', `${path} does not stay in the application`, {
        hint: 'give the file a path below the folder of the model, without ..',
      })
    }
    if (this.#taken.has(path.toLowerCase())) {
      throw new StageError('model-invalid', `two names of the model lead to the file ${path}`, {
        hint: 'give one of the elements another name: names that differ only in their capitals make one Python module',
      })
    }
    this.#taken.add(path.toLowerCase())
    this.files.set(path, text.endsWith('\n') || text === '' ? text : `${text}\n`)
  }
}
