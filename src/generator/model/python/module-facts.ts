import { didYouMean, orElse } from '../read/reader/did-you-mean.ts'
import type { Findings } from '../read/reader/findings.ts'
import type { Source } from '../types/element.ts'
import type { TextFile } from '../types/model.ts'
import type { Code } from '../types/trigger.ts'
import type { PythonAnswer } from './python-answer.ts'
import type { PythonSources } from './python-sources.ts'

type FunctionCode = Code & { kind: 'function' }

/** The modules, and what is known about them after their inspection. */
export class ModuleFacts {
  private readonly answers = new Map<string, PythonAnswer>()
  private readonly python: PythonSources

  constructor(python: PythonSources, modules: readonly TextFile[]) {
    this.python = python
    for (const { path, text } of modules) {
      const source: Source = { text, raw: text, place: { file: path, line: 1, column: 1 } }
      python.add('module', source, [], (answer) => this.answers.set(path, answer))
    }
  }

  /** Checks that the function exists with these parameters (V-11). */
  require(code: FunctionCode, parameters: readonly string[], findings: Findings): void {
    const path = `lib/${code.module}.py`
    this.python.finally(() => {
      const answer = this.answers.get(path)
      if (answer === undefined) return
      const found = answer.functions[code.handler]
      const expected = `def ${code.handler}(${parameters.join(', ')}):`
      if (found === undefined) {
        const hint = orElse(didYouMean(code.handler, Object.keys(answer.functions)), `write ${expected}`)
        findings.error('V-11', code.place, `${path} has no function ${code.handler}`, hint)
      } else if (found.join() !== parameters.join()) {
        findings.error(
          'V-11',
          code.place,
          `${code.handler} in ${path} does not take (${parameters.join(', ')})`,
          `write ${expected}`,
        )
      }
    })
  }

  /** Flow variables that the module sets anywhere. Call it after all sources were inspected. */
  writes(code: FunctionCode): readonly string[] {
    return (this.answers.get(`lib/${code.module}.py`)?.members ?? []).flatMap((member) =>
      member.of === 'flow' && member.written ? [member.name] : [],
    )
  }
}
