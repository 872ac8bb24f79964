import { isRecord } from '../../core/documents/is-record.ts'
import type { Report } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { plainText } from '../../core/text/plain-text.ts'
import type { Template } from '../template/template.ts'
import type { ArtifactPolicy } from './artifact-policy.ts'
import type { ArtifactWriter } from './risk/artifact-writers.ts'

/**
 * Refuses a deployment that gives the right to write to an artifact bucket, because its holder could forge evidence. A
 * right that depends on a value unknown before the deployment is only shown in the plan. Most such values are harmless,
 * and the policy of the bucket refuses the write all the same.
 * @throws StageError `artifact-bucket-writable` for the first certain right that the configuration does not allow
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

/** Reported when a template grants rights and no environment names the buckets that they must not reach. */
export const notCompared: Report = {
  kind: 'note',
  text: 'no environment is named, so the rights that the template gives were compared with no artifact bucket',
}

/** Whether a resource of the template grants rights. */
export function givesRights({ Resources }: Template): boolean {
  return Object.values(Resources).some(
    (resource) => isRecord(resource) && /^AWS::(IAM|Serverless|SSO)::/.test(plainText(resource.Type)),
  )
}
