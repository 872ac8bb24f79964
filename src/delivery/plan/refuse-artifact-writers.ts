import type { Report } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { plainText } from '../../core/text/plain-text.ts'
import { isRecord, type Template } from '../template/template.ts'
import type { ArtifactPolicy } from './artifact-policy.ts'
import type { ArtifactWriter } from './risk/artifact-writers.ts'

/**
 * Who may write to an artifact bucket could make evidence, so a deployment never gives that right: the promise would be worth nothing.
 * What only might be, because a value is not known before the deployment, is shown in the plan: most such values are harmless, and the
 * policy of the bucket refuses the write all the same.
 * @throws StageError `artifact-bucket-writable` for the first that is certain and that the configuration does not let through
 */
export function refuseArtifactWriters(writers: readonly ArtifactWriter[], policy: ArtifactPolicy | undefined): void {
  const refused = writers.filter(
    ({ certainty, resource }) => certainty === 'certain' && !policy?.writers.includes(resource),
  )
  const [first] = refused
  if (first === undefined) return
  const others = [...new Set(refused.map(({ resource }) => resource))].filter((resource) => resource !== first.resource)
  const more = others.length === 0 ? '' : `; so may ${others.join(', ')}`
  throw new StageError(
    'artifact-bucket-writable',
    `${first.resource} (${first.type}) may write to the artifact bucket ${first.buckets.join(', ')}: ${first.text}${more}`,
    {
      hint: `name the buckets that ${first.resource} needs in the template, such as arn:aws:s3:::<bucket>/*; where it has to be this one, add ${first.resource} to "writers" of the environment in liftlock.yml`,
    },
  )
}

/** Said where a template gives rights and no environment says which bucket they must not reach. */
export const notCompared: Report = {
  kind: 'note',
  text: 'no environment is named, so the rights that the template gives were compared with no artifact bucket',
}

/** Whether the template has a resource that gives somebody rights. */
export function givesRights({ Resources }: Template): boolean {
  return Object.values(Resources).some(
    (resource) => isRecord(resource) && /^AWS::(IAM|Serverless|SSO)::/.test(plainText(resource.Type)),
  )
}
