import { join } from 'node:path'
import { z } from 'zod'
import type { Context } from '../../../core/context.ts'
import { StageError } from '../../../core/stage-error.ts'
import { limits } from '../../limits.ts'
import type { Model } from '../model.ts'
import { type FindingList, Findings } from '../read/findings.ts'
import { collectPython } from './collect-python.ts'
import { pythonAnswer } from './python-answer.ts'

/**
 * The rules that need Python, in one process for the whole model: nothing of the model is run, it is only compiled.
 * @throws StageError `python-missing`, or `model-invalid` when it takes too long
 */
export async function checkPython(
  model: Model,
  context: Pick<Context, 'processes' | 'clock' | 'interpreter' | 'python' | 'folders'>,
): Promise<FindingList> {
  const findings = new Findings()
  const sources = collectPython(model, findings)
  if (sources.all.length === 0) return findings.sorted()
  if (!sources.fit(findings)) return findings.sorted()
  const script = join(context.folders.toolkit, 'runtime', 'check', 'check_python.py')
  const input = JSON.stringify(sources.all.map(({ kind, source }) => ({ kind, text: source.text })))
  const start = context.clock.elapsed()
  const { exitCode, stdout, stderr } = await context.processes.run(
    // Only templates need more than the standard library, and a new machine would wait for it.
    await (sources.all.some(({ kind }) => kind === 'template') ? context.python() : context.interpreter()),
    ['-I', '-X', 'utf8', script],
    { input, timeoutSeconds: limits.pythonSeconds },
  )
  if (exitCode !== 0 && context.clock.elapsed() - start >= limits.pythonSeconds * 1000)
    throw new StageError('model-invalid', `Python did not look through the model in ${limits.pythonSeconds} seconds`, {
      hint: 'make the longest code and the regular expressions shorter',
    })
  if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}: ${stderr}`)
  sources.inspect(z.array(pythonAnswer).parse(JSON.parse(stdout)), findings)
  return findings.sorted()
}
