import { join } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import { explanation, next, type Text } from '../../core/run/next-step.ts'
import type { Finding } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { countOf } from '../../core/text/count-of.ts'
import { applicationOf } from '../names.ts'
import { checkPython } from './python/check-python.ts'
import { readModel } from './read-model.ts'
import { renderFindings } from './render-findings.ts'
import type { Model } from './types/model.ts'

/** A model without errors, and its warnings. */
export interface CheckedModel {
  readonly model: Model
  readonly warnings: number
  readonly fileCount: number
}

/**
 * Reads a model, checks all rules, and reports the findings. Paths in the report are relative to the working directory.
 * @param artifactBuckets finds the names of the buckets that hold releases, where no function may write
 * @throws StageError `model-invalid` when there are errors, after all of them were reported
 */
export async function checkModel(
  folder: string,
  artifactBuckets: () => Promise<readonly string[]>,
  context: Context,
): Promise<Model> {
  return (await validateModel(folder, artifactBuckets, context)).model
}

/** The same, with the figures. */
export async function validateModel(
  path: string,
  artifactBuckets: () => Promise<readonly string[]>,
  context: Context,
): Promise<CheckedModel> {
  const { files, report } = context
  const { model, fileCount, ...read } = await readModel(files, path, artifactBuckets)
  // Python is checked only in a model without other errors, which have to be fixed first.
  const python = model === undefined ? { shown: [], errors: 0, warnings: 0 } : await checkPython(model, context)
  const findings = [...read.findings, ...python.shown]
  const [errors, warnings] = [read.errors + python.errors, read.warnings + python.warnings]
  const folder = (await files.kind(path)) === 'file' ? join(path, '..') : path
  for (const finding of findings) report({ kind: 'finding', finding: located(finding, folder) })
  for (const [severity, count] of [
    ['error', errors],
    ['warning', warnings],
  ] as const) {
    const more = count - findings.filter((finding) => finding.severity === severity).length
    if (more > 0) report({ kind: 'more-findings', severity, count: more })
  }
  if (model !== undefined && errors === 0) {
    tellApplication(model, context)
    if (model.scenarios.length === 0)
      report({ kind: 'warning', text: 'the model has no scenario, so the quality gate has nothing to run' })
    return { model, warnings, fileCount }
  }
  const places = findings.map((finding) => located(finding, folder))
  report({ kind: 'summary', markdown: renderFindings(places, errors + warnings, 'in the model') })
  const message = `${countOf(errors, 'error')}${warnings === 0 ? '' : `, ${countOf(warnings, 'warning')}`} in ${countOf(fileCount, 'file')}`
  throw new StageError('model-invalid', message, { hint: rulesHint(findings) })
}

/**
 * Reports the application's name if it differs from the project's, because two projects may have the same application.
 */
function tellApplication(model: Model, { report }: Pick<Context, 'report'>): void {
  if (/^[A-Z][a-zA-Z0-9]*$/.test(model.name)) return
  report({ kind: 'note', text: `the project ${JSON.stringify(model.name)} is the application ${applicationOf(model)}` })
}

function located(finding: Finding, folder: string): Finding {
  return finding.place === undefined
    ? finding
    : { ...finding, place: { ...finding.place, file: join(folder, finding.place.file) } }
}

function rulesHint(findings: readonly Finding[]): Text {
  const rule = findings.find(({ severity }) => severity === 'error')?.rule
  return next`change what the findings name; ${explanation((rule ?? 'V-01') as `V-${string}`)} explains the first rule`
}
