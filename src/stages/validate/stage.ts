import { join, resolve } from 'node:path'
import { z } from 'zod'
import { defineStage } from '../../core/run/stage.ts'
import { countOf } from '../../core/text/count-of.ts'
import { artifactBucketsNear } from '../../delivery/environment/artifact-buckets.ts'
import { folderOf } from '../../delivery/folder-of.ts'
import { checkApplication } from '../../generator/check-application.ts'
import { loadResources } from '../../generator/load-resources.ts'
import { validateModel } from '../../generator/model/check-model.ts'
import { describeModel } from '../../generator/model/describe-model.ts'
import { applicationOf } from '../../generator/names.ts'

/** Checks a model and reports findings; writes nothing. */
export const validate = defineStage({
  name: 'validate',
  positional: 'model',
  inputs: z.object({
    model: z.string().describe('Folder of the model, or a model in one compiled file.'),
    out: z
      .string()
      .optional()
      .describe(
        'Folder that generate writes to; the application of another project there is an error. Default: build/<application>.',
      ),
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded']).describe('The model has no errors.'),
    application: z.string().describe('Name of the application.'),
    files: z.number().describe('How many files the model has.'),
    errors: z.number().describe('How many errors were found; a model with errors ends as a failure.'),
    warnings: z.number().describe('How many warnings were found.'),
  }),

  async run({ model: path, out }, context) {
    const { files, folders, report } = context
    const { model, warnings, fileCount } = await validateModel(path, artifactBucketsNear(files, path), context)
    const folder = await folderOf(files, path)
    const resources = await loadResources(files, folders.toolkit)
    const application = join(resolve(out ?? join('build', applicationOf(model))), 'app')
    await checkApplication(model, { folder, resources, application }, context)
    const found = warnings === 0 ? 'nothing to mend' : countOf(warnings, 'warning')
    report({ kind: 'note', text: `${describeModel(model)}; ${found} in ${countOf(fileCount, 'file')}` })
    return { outcome: 'succeeded', application: applicationOf(model), files: fileCount, errors: 0, warnings }
  },
})
