import { join } from 'node:path'
import { z } from 'zod'
import type { Context } from '../../../core/run/context.ts'
import { again, explanation, input, next } from '../../../core/run/next-step.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { countOf } from '../../../core/text/count-of.ts'
import { readConfiguration } from '../../../delivery/environment/configuration.ts'
import { admitResource } from '../../../pipeline/admission/admit.ts'
import { renderResource } from '../../../pipeline/definition/render-definition.ts'
import { describePipeline } from '../../../pipeline/describe-pipeline.ts'
import { nativeLosses } from '../../../pipeline/rendering/native-losses.ts'
import { pipelineFile, renderPipeline, renderTemplates } from '../../../pipeline/rendering/templates.ts'
import type { WantedPipeline } from '../../../pipeline/rendering/wanted.ts'
import { placedFindings } from '../validate/placed-findings.ts'
import { lineDifference } from './compare.ts'
import { deployRendered, isUnchanged, refuseContradictions } from './deploy-rendered.ts'
import { renderInputs, renderOutputs } from './members.ts'
import { toolkitSource } from './toolkit-source.ts'
import { pipelineSettings, readStagePolicies, wantedPipeline } from './wanted-pipeline.ts'

/** Renders the pipeline that `liftlock.yml` describes, with its roles and surroundings, as templates. */
export const renderPipelineTemplates = defineStage({
  name: 'pipeline render',
  inputs: z.object(renderInputs),
  outputs: z.object(renderOutputs),

  async run(inputs, context) {
    const { out, check, deploy } = inputs
    const { files, folders, report } = context
    refuseContradictions(inputs)
    const configuration = await readConfiguration(context, inputs.configuration)
    const policies = await readStagePolicies(files, folders.toolkit)
    const toolkit = await toolkitSource(
      { ...inputs, upload: inputs.upload || deploy },
      pipelineSettings(configuration),
      context,
    )
    const wanted = wantedPipeline(configuration, policies, toolkit, inputs.actions)
    const templates = renderTemplates(wanted)
    const warnings = await admit(wanted, join(out, pipelineFile), templates.get(pipelineFile)!, context)
    for (const text of nativeLosses(wanted)) report({ kind: 'warning', text })
    report({ kind: 'note', text: `${wanted.name}: ${describePipeline(renderPipeline(wanted))}` })

    const existing = await Promise.all(
      [...templates].map(async ([name, text]) => {
        const path = join(out, name)
        return { path, text, old: await files.findText(path) }
      }),
    )
    const differing = existing.filter(({ text, old }) => text !== old)
    if (check) refuseDifference(differing, out, toolkit.outdated, context)
    else if (toolkit.outdated !== undefined) throw refuseArchive(join(out, pipelineFile), toolkit.outdated)
    else for (const { path, text } of differing) await files.write(path, text)
    const said = differing.length === 0 ? 'the same as before' : `${differing.length} written`
    const text = `${countOf(templates.size, 'template')} in ${out}; ${said}`
    report({ kind: 'note', text, ...(!deploy && { closing: true }) })
    const deployed = deploy ? await deployRendered(wanted, templates, inputs, context) : undefined
    const unchanged = deployed === undefined ? differing.length === 0 && !toolkit.uploaded : isUnchanged(deployed)
    return {
      outcome: unchanged ? 'no-changes' : 'succeeded',
      toolkitVersion: toolkit.version,
      uploaded: toolkit.uploaded,
      templates: existing.map(({ path }) => path),
      warnings,
      ...deployed,
    }
  },
})

/** @returns the number of warnings @throws StageError `pipeline-invalid` when the service would refuse the pipeline */
async function admit(wanted: WantedPipeline, path: string, text: string, { report }: Context): Promise<number> {
  const admission = admitResource(renderResource(renderPipeline(wanted)))
  const at = ['Resources', 'Pipeline', 'Properties']
  const findings = await placedFindings([{ ...admission, path: at }], path, text)
  for (const finding of findings) report({ kind: 'finding', finding })
  if (admission.admitted) return findings.length
  const first = findings.find(({ severity }) => severity === 'error')!
  throw new StageError('pipeline-invalid', `CodePipeline would refuse the pipeline of liftlock.yml: ${first.text}`, {
    hint: next`change the part pipeline of liftlock.yml; ${explanation(first.rule as `P-${string}`)} explains the rule`,
  })
}

interface Differing {
  readonly path: string
  readonly text: string
  readonly old: string | undefined
}

/** The actions would go on with the policy of the archive, whatever the templates say. */
function refuseArchive(path: string, outdated: string, check = false): StageError {
  const hint = check
    ? next`run again with ${input('upload', true)} and without ${input('check')}`
    : next`${again} with ${input('upload', true)}`
  return new StageError('generated-differs', `${path} ${outdated}, and its actions work with that one`, { hint })
}

/** @throws StageError `generated-differs` with a finding for each template, and what differs */
function refuseDifference(
  differing: readonly Differing[],
  folder: string,
  outdated: string | undefined,
  { report }: Context,
): void {
  if (differing.length === 0 && outdated === undefined) return
  for (const { path, text, old } of differing) {
    const what = old === undefined ? 'is missing' : 'differs from what liftlock.yml gives'
    report({ kind: 'finding', finding: { severity: 'error', text: `${path} ${what}`, place: { file: path } } })
    if (old !== undefined) report({ kind: 'text', text: lineDifference(old, text).join('\n') })
  }
  if (outdated !== undefined) {
    const error = refuseArchive(join(folder, pipelineFile), outdated, true)
    report({
      kind: 'finding',
      finding: { severity: 'error', text: error.message, place: { file: join(folder, pipelineFile) } },
    })
    throw error
  }
  const count = countOf(differing.length, 'template')
  throw new StageError('generated-differs', `${count} in ${folder} differ from what liftlock.yml gives`, {
    hint: next`run again without ${input('check')}`,
  })
}
