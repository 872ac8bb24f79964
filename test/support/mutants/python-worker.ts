import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { packageRoot } from '../../../src/system/package-root.ts'

/** What Python says of one file. */
export type PythonFacts =
  | { readonly error: string }
  | {
      /** Digest of the syntax tree without its literals and identifiers. */
      readonly full: string
      /** The same without the bodies of functions and lambdas, which are code of the model. */
      readonly closed: string
      readonly imports: readonly string[]
      readonly calls: readonly string[]
      readonly statements: readonly string[]
    }

/** One Python for a whole run: a process for each model would take most of the time. */
export interface PythonWorker {
  /** What `runtime/check/check_python.py` answers, a line for each source; both are the text of its standard input and output. */
  check(input: string): Promise<string>
  shapes(files: Readonly<Record<string, string>>): Promise<Readonly<Record<string, PythonFacts>>>
  close(): Promise<void>
}

/** @param python a command of Python that has the packages of `runtime/python` */
export async function startPythonWorker(python: string): Promise<PythonWorker> {
  const child = spawn(python, ['-X', 'utf8', join(import.meta.dirname, 'python_shapes.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let last: Promise<unknown> = Promise.resolve()
  const ask = (question: unknown): Promise<string> => {
    const answer = last.then(async () => {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error(`Python ended on ${JSON.stringify(question).slice(0, 300)}`)
      return value
    })
    last = answer.catch(() => {})
    return answer
  }
  await ask({ script: join(packageRoot(), 'runtime', 'check', 'check_python.py') })
  return {
    check: async (input) => {
      const answers: unknown[] = JSON.parse(await ask({ check: JSON.parse(input) }))
      return answers.map((answer) => `${JSON.stringify(answer)}\n`).join('')
    },
    shapes: async (files) => JSON.parse(await ask({ shapes: files })),
    close: () =>
      new Promise((resolve) => {
        child.once('close', () => resolve())
        child.stdin.end()
      }),
  }
}
