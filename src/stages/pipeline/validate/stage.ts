import { z } from 'zod'
import { explanation, next } from '../../../core/run/next-step.ts'
import type { Finding } from '../../../core/run/report.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { countOf } from '../../../core/text/count-of.ts'
import { readTemplateSource } from '../../../delivery/template/template-source.ts'
import { renderFindings } from '../../../generator/model/render-findings.ts'
import { describePipeline } from '../../../pipeline/describe-pipeline.ts'
import { findPipelines } from './find-pipelines.ts'
import { validateInputs, validateOutputs } from './members.ts'
import { placedFindings } from './placed-findings.ts'

/** Checks the pipelines of a template, or an exported definition; calls no service. */
export const validatePipeline = defineStage({
  name: 'pipeline validate',
  positional: 'definition',
  inputs: z.object(validateInputs),
  outputs: z.object(validateOutputs),

  async run({ definition: file }, { files, report }) {
    const { text, value } = await readTemplateSource(await files.readText(file), file)
    const pipelines = findPipelines(value)
    if (pipelines === undefined || pipelines.length === 0)
      throw new StageError('input-invalid', `${file} has no pipeline`, {
        hint: 'give a template with a resource of type AWS::CodePipeline::Pipeline, or the answer of GetPipeline',
      })
    const admissions = pipelines.map(({ path, name, admit }) => ({ path, name, ...admit() }))
    const findings = await placedFindings(admissions, file, text)
    for (const finding of findings) report({ kind: 'finding', finding })

    const count = (severity: Finding['severity']) => findings.filter((each) => each.severity === severity).length
    const [errors, warnings] = [count('error'), count('warning')]
    if (findings.length > 0)
      report({ kind: 'summary', markdown: renderFindings(findings, findings.length, 'in the file') })
    if (errors > 0) {
      report({ kind: 'outputs', values: { pipelines: pipelines.length, errors, warnings } })
      const rule = findings.find(({ severity }) => severity === 'error')!.rule as `P-${string}`
      const also = warnings === 0 ? '' : `, ${countOf(warnings, 'warning')}`
      throw new StageError('pipeline-invalid', `${countOf(errors, 'error')}${also} in ${file}`, {
        hint: next`change what the findings name; ${explanation(rule)} explains the first rule`,
      })
    }
    const mended = warnings === 0 ? 'nothing to mend' : countOf(warnings, 'warning')
    for (const { name, definition } of admissions)
      report({ kind: 'note', text: `${name}: ${describePipeline(definition!)}` })
    report({ kind: 'note', closing: true, text: `${countOf(pipelines.length, 'pipeline')} admitted; ${mended}` })
    return { outcome: 'succeeded', pipelines: pipelines.length, errors: 0, warnings }
  },
})
