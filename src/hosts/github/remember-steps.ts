import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LineStep } from '../../core/run/report.ts'

/**
 * The earlier steps of this job, with the given ones at the end. The runner empties its temporary folder for each job.
 * If the file cannot be read or written, the summary shows fewer steps.
 * The schema library is loaded only for a file that exists, so that a first step that is refused at once ends soon.
 */
export async function rememberSteps(now: readonly LineStep[], file: string): Promise<readonly LineStep[]> {
  const before = await readFile(file, 'utf8')
    .then(async (text) => (await import('./steps/recorded-steps.ts')).recordedSteps(text, file))
    .catch(() => undefined)
  const earlier: readonly LineStep[] = before ?? []
  const ranHere = (step: LineStep) =>
    earlier.some(({ stage, environment, detail }) => {
      const same = stage === step.stage && detail === step.detail
      return same && (step.environment === undefined || environment === step.environment)
    })
  const steps = [...earlier, ...now.filter((step, index) => index === now.length - 1 || !ranHere(step))]
  await mkdir(join(file, '..'), { recursive: true })
    .then(() => writeFile(file, JSON.stringify(steps)))
    .catch(() => undefined)
  return steps
}
