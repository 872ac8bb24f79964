import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import type { Context } from '../../core/run/context.ts'
import { input, next } from '../../core/run/next-step.ts'
import { defineStage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { countOf } from '../../core/text/count-of.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { findTemplate } from '../../delivery/building/find-template.ts'
import { readConfiguration } from '../../delivery/environment/configuration.ts'
import { bucketInput, environmentInput, targetInputs } from '../../delivery/environment/target-inputs.ts'
import { applicationOf, sealApplication } from '../../delivery/packaging/seal-application.ts'
import { manifestKey } from '../../delivery/release/release-keys.ts'
import { parseVersion } from '../../delivery/release/version-pointer.ts'
import { type WrittenRelease, writeRelease } from '../../delivery/release/write-release.ts'
import { parseTemplate } from '../../delivery/template/template.ts'
import { exportRelease } from './export-release.ts'
import { findDestination } from './find-destination.ts'
import { renderSealed } from './render-sealed.ts'

/** Seals an application tree or any template into a release. */
export const packageStage = defineStage({
  name: 'package',
  positional: 'source',
  formerNames: { application: 'source', name: 'application' },
  inputs: z.object({
    source: z.string().describe('Folder of the application (with template.json or template.yaml), or a template.'),
    version: z
      .string()
      .optional()
      .describe('Version (SemVer) of the release. A version always names the same release.'),
    environment: environmentInput,
    ...targetInputs,
    application: targetInputs.application.describe(
      'Name of the application. Default: the one in liftlock.yml, else the one in the template.',
    ),
    bucket: bucketInput,
    export: z
      .string()
      .optional()
      .describe('Write the release to this file, as one zip archive; works without a bucket.'),
    exportTemplates: z
      .string()
      .optional()
      .describe('The same with the templates only, which is all that a preview of deploy reads (input archive).'),
    root: z
      .string()
      .optional()
      .describe('Folder that must contain every local path of the template. Default: that of the template.'),
    ...networkInputs,
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded', 'no-changes']).describe('Whether anything was written.'),
    release: z.string().describe('Digest of the release.'),
    application: z.string().describe('Name of the application.'),
    version: z.string().optional().describe('The version that names the release.'),
    artifacts: z.number().describe('How many different contents the release has.'),
    uploaded: z.number().describe('How many of them were uploaded now.'),
    bytes: z.number().describe('Size of all contents together.'),
    bucket: z.string().optional().describe('The bucket that has the release.'),
    manifest: z.string().optional().describe('Key of the manifest in the bucket.'),
    archive: z.string().optional().describe('Path of the release as one archive.'),
  }),

  async run(inputs, context) {
    const { files, report } = context
    const version = inputs.version === undefined ? undefined : parseVersion(inputs.version)
    const configuration = await readConfiguration(context, inputs.configuration)
    const { path: template, folder, built } = await findTemplate(files, inputs.source)
    if (built) report({ kind: 'note', text: `packaging what sam build made in ${dirname(template)}` })
    const application = inputs.application ?? configuration.application ?? (await nameIn(template, context))
    const destination = findDestination({ ...inputs, application: refuseUnfit(application) }, configuration, context)
    const root = resolve(inputs.root ?? folder)
    const temporaryFolder = await files.temporaryFolder('liftlock-package-')
    try {
      const sealed = await sealApplication(context, { template, folder, root, application, temporaryFolder })
      const archive = inputs.export === undefined ? undefined : resolve(inputs.export)
      if (archive !== undefined) await exportRelease(files, sealed, archive, version)
      if (inputs.exportTemplates !== undefined)
        await exportRelease(files, sealed, resolve(inputs.exportTemplates), version, ['template'])
      const written = destination && (await writeRelease(destination, sealed.manifest, sealed.blobs, version))
      report({
        kind: 'note',
        closing: true,
        text: `${said(written, sealed.contents)}, release ${shortDigest(sealed.digest)}`,
      })
      report({ kind: 'summary', markdown: renderSealed(sealed, application, { version, destination, written }) })
      const outcome = written?.unchanged ? 'no-changes' : 'succeeded'
      report({ kind: 'line', steps: [{ stage: 'package', outcome, detail: shortDigest(sealed.digest) }] })
      return {
        outcome,
        release: sealed.digest,
        application,
        version,
        artifacts: sealed.contents,
        uploaded: written?.uploaded ?? 0,
        bytes: sealed.bytes,
        bucket: destination?.bucket,
        manifest: destination && manifestKey(sealed.digest),
        archive,
      }
    } finally {
      await files.remove(temporaryFolder)
    }
  },
})

async function nameIn(template: string, { files }: Context): Promise<string> {
  const name = applicationOf(await parseTemplate(await files.readText(template), template))
  if (name !== undefined) return name
  throw new StageError('input-missing', 'the name of the application is not known', {
    hint: next`give ${input('application')}, or write "application: <name>" into liftlock.yml`,
  })
}

/** Refuses names that could not be part of a key. */
function refuseUnfit(name: string): string {
  if (/^[a-z][a-z0-9-]{0,62}$/.test(name)) return name
  throw new StageError('input-invalid', `${JSON.stringify(name)} cannot name an application`, {
    hint: 'use lower-case letters, digits and hyphens, with a letter first',
  })
}

function said(written: WrittenRelease | undefined, contents: number): string {
  if (written === undefined) return `${countOf(contents, 'artifact')} exported`
  if (written.unchanged) return `${countOf(contents, 'artifact')}, all there already`
  return `${written.uploaded} of ${countOf(contents, 'artifact')} uploaded`
}
