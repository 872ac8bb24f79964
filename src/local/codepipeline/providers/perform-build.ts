import { join } from 'node:path'
import type { BuildServices } from '../../../aws/pipeline-actions/build-services.ts'
import type { ActionIdentity } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { type BuildVariable, commonVariables, readVariables } from '../builds/build-environment.ts'
import { BuildFailure } from '../builds/build-failure.ts'
import type { Buildspec } from '../builds/buildspec.ts'
import { interruptedBuildRunsAgain } from '../builds/decisions.ts'
import { hiddenText } from '../builds/hidden-text.ts'
import { openLogStream } from '../builds/log-stream.ts'
import type { ArtifactFiles } from '../builds/pack-files.ts'
import { runBuild } from '../builds/run-build.ts'
import type { BuildHost } from '../builds/session.ts'
import type { NamedArtifact } from '../machine/records.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import { failed } from './shared/action-failure.ts'
import { keyOf } from './shared/artifact-files.ts'

/** What builds of pipelines need beside the services of the emulator. */
export interface BuildGround {
  readonly services: BuildServices
  readonly host: BuildHost
  /** Holds the folders of builds. */
  readonly folder: string
  readonly endpoint: string
  /** The variables of the proxy for other hosts. */
  readonly proxy: Readonly<Record<string, string>>
  /** Whether a key may do something; undefined when permissions are not enforced. */
  readonly isAllowed?: ((accessKeyId: string, action: string, resource: string) => Promise<boolean>) | undefined
}

/** A build as its provider describes it. */
export interface DescribedBuild {
  readonly identity: ActionIdentity
  /** Id of the build: `<project>:<id>`. */
  readonly id: string
  readonly logGroup: string
  readonly logStream: string
  /** The primary one first. */
  readonly inputs: readonly NamedArtifact[]
  readonly outputs: readonly NamedArtifact[]
  readonly buildspec: (sourceFolder: string) => Promise<Buildspec>
  /** Later ones win. */
  readonly variables: (buildspec: Buildspec) => readonly BuildVariable[]
  readonly artifacts: (buildspec: Buildspec) => Readonly<Record<string, ArtifactFiles>>
}

const lastLines = 10

/** Runs a build for an action or a rule, writes its log and its artifacts, and tells its end. */
export async function performBuild(ground: BuildGround, order: Order, build: DescribedBuild): Promise<Settlement> {
  const { services, host } = ground
  const { pipeline, execution, work, signal } = order
  const { identity, id, logGroup, logStream, inputs } = build
  // Commands that were interrupted may have done half of their work, or all of it.
  if (work.checkpoint !== undefined && !interruptedBuildRunsAgain())
    return failed('JobFailed', 'Build terminated with state: FAULT. The local CodePipeline ended while it ran.')
  const { hide, show } = hiddenText()
  const tail: string[] = []
  try {
    const stream = await openLogStream(services, identity, logGroup, logStream)
    order.progress({ checkpoint: id, externalExecutionId: id, logStreamArn: stream.arn })
    const log = (line: string) => {
      const shown = show(line)
      stream.write(shown)
      tail.push(shown)
      if (tail.length > lastLines) tail.shift()
    }
    try {
      const sources = []
      for (const place of inputs)
        sources.push({ name: place.name, archive: await services.readObject(identity, place) })
      const keys = await services.credentials(identity)
      hide(keys.secretAccessKey)
      if (keys.sessionToken !== undefined) hide(keys.sessionToken)
      const [primary] = inputs
      const { variables, archives } = await runBuild({
        host,
        folder: join(ground.folder, work.id),
        sources,
        buildspec: build.buildspec,
        environment: async (buildspec) => ({
          ...(await readVariables(services, identity, build.variables(buildspec), hide)),
          ...(await commonVariables(services, identity, {
            endpoint: ground.endpoint,
            id,
            pipeline: pipeline.name,
            source: primary && {
              arn: `arn:aws:s3:::${primary.bucket}/${primary.key}`,
              revision: execution.revisions.find(({ name }) => name === primary.name)?.revisionId,
            },
            log: logStream,
            started: work.started,
            proxy: ground.proxy,
          })),
        }),
        artifacts: build.artifacts,
        log,
        signal,
      })
      for (const output of build.outputs) {
        const archive = archives[output.name]
        if (archive !== undefined) await services.writeObject(identity, output, archive, keyOf(order))
      }
      return { status: 'Succeeded', externalExecutionId: id, logStreamArn: stream.arn, outputVariables: variables }
    } catch (error) {
      if (error instanceof BuildFailure && !signal.aborted)
        log(`[Container] ${error.phase}: ${error.code}: ${error.message}`)
      throw error
    } finally {
      await stream.close()
    }
  } catch (error) {
    return failureOf(error as Error, tail, show)
  }
}

function failureOf(error: Error, tail: readonly string[], show: (text: string) => string): Settlement {
  if (error instanceof BuildFailure) {
    const { phase, code } = error
    const text = `Build terminated with state: FAILED. Phase: ${phase}, Code: ${code}, Message: ${error.message}`
    const said = tail.filter((line) => !line.startsWith('[Container] '))
    return failed('JobFailed', show([text, ...said].join('\n')).slice(0, 5000))
  }
  if (/AccessDenied/.test(error.name)) return failed('PermissionError', error.message)
  return failed('ConfigurationError', error.message)
}
