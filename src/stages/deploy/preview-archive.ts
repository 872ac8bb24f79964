import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { previewRelease } from '../../delivery/deployment/preview/preview-release.ts'
import { readExportedTemplates } from '../../delivery/release/exported-templates.ts'
import type { Release } from '../../delivery/release/read-release.ts'
import type { Deployed, Given } from './deploy-subject.ts'
import { withGiven, withTags } from './environment-values.ts'
import type { DeploySetting } from './setting.ts'

/**
 * The plan of a release in a file of this machine.
 * @throws StageError `input-invalid` for a release of another application, and of `readExportedTemplates` and `previewRelease`
 */
export async function previewArchive(
  path: string,
  { environment, account, bucket }: DeploySetting,
  { parameters, tags, options }: Given,
  context: Context,
): Promise<Deployed> {
  const exported = await readExportedTemplates(context.files, path)
  refuseOtherApplication(exported.release, environment!.application, path)
  const allTags = withTags(environment!.tags, tags)
  const result = await previewRelease(
    {
      environment: { ...environment!, parameters: withGiven(environment!.parameters, parameters) },
      bucket: { objects: account.objects, bucket: bucket! },
      exported,
      desired: {
        ...options.desired,
        keptParameters: parameters.kept,
        ...(allTags === undefined ? {} : { tags: allTags }),
      },
      permitted: options.permitted,
      shown: options.shown,
    },
    account,
    context,
  )
  return { result, release: exported.release }
}

function refuseOtherApplication({ manifest }: Release, application: string, path: string): void {
  if (manifest.application === application) return
  throw new StageError('input-invalid', `${path} is a release of ${manifest.application}, not of ${application}`, {
    hint: 'give the archive of this application',
  })
}
