import { join } from 'node:path'
import { z } from 'zod'
import type { Context } from '../../../core/run/context.ts'
import { input, next } from '../../../core/run/next-step.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import { bucketsSeenBy } from '../../../delivery/environment/buckets-seen-by.ts'
import { findTarget } from '../../../delivery/environment/target.ts'
import { findPromoted, type Promoted } from '../../../delivery/promotion/find-promoted.ts'
import { mirrorRelease } from '../../../delivery/release/mirror-release.ts'
import { readArtifact, readTemplate } from '../../../delivery/release/read-release.ts'
import type { ArtifactBucket } from '../../../delivery/release/release-keys.ts'
import { verifyContents } from '../../../delivery/release/verify-contents.ts'
import { refuseInvalid } from '../../../delivery/template/validate-template.ts'
import { changeFiles } from './change-files.ts'
import { prepareInputs, prepareOutputs } from './members.ts'

/** Verifies a release, and writes what the actions of CloudFormation in a pipeline take. */
export const preparePipeline = defineStage({
  name: 'pipeline prepare',
  inputs: z.object(prepareInputs),
  outputs: z.object(prepareOutputs),

  async run(inputs, context) {
    const { files, report } = context
    const { configuration, environment: target, aws } = await findTarget(inputs, context)
    const account = context.aws.at(aws)
    const there: ArtifactBucket = { objects: account.objects, bucket: target.bucket }
    const promoted = await findPromoted(configuration, target, bucketsSeenBy(target, account, context), {
      ...inputs,
      from: inputs.from ?? inputs.environment,
    })
    const { release } = promoted
    await bring(promoted, there, inputs.from, context)

    const written = await changeFiles(await readTemplate(there, release), {
      environment: target,
      release,
      now: context.clock.now(),
    })
    const { path: name } = release.manifest.template
    await refuseInvalid(written.problems, { name, text: written.template }, (finding) =>
      report({ kind: 'finding', finding }),
    )
    await files.write(join(inputs.out, 'template.yaml'), written.template)
    await files.write(join(inputs.out, 'configuration.json'), written.configuration)
    await writeScenarios(promoted, there, inputs.out, context)
    for (const { name: secret, value } of written.secrets) {
      report({ kind: 'secret', value })
      report({ kind: 'warning', text: `the secret parameter ${secret} stands in clear text in configuration.json` })
    }
    const text = `release ${shortDigest(release.digest)} for ${target.name}: its template and parameters are in ${inputs.out}`
    report({ kind: 'note', closing: true, text })
    return { outcome: 'succeeded', release: release.digest }
  },
})

/** Verifies every content of the release where CloudFormation reads it, and copies what is missing there. */
async function bring(
  { source, release }: Promoted,
  there: ArtifactBucket,
  from: string | undefined,
  { files }: Context,
): Promise<void> {
  if (from === undefined) await verifyContents(there, release)
  else await mirrorRelease(source, there, release, files)
}

async function writeScenarios(
  { release }: Promoted,
  there: ArtifactBucket,
  out: string,
  { files, report }: Context,
): Promise<void> {
  const { gate } = release.manifest
  if (gate !== undefined) return files.write(join(out, 'gate.json'), await readArtifact(there, gate))
  const text = next`the release has no scenarios: a quality gate needs a file for ${input('gate')}, or ${input('test-command')}`
  report({ kind: 'warning', text })
}
