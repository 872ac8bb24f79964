import { CreatePipelineCommand } from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { parseConfiguration } from '../../src/delivery/environment/configuration.ts'
import { renderDeclaration } from '../../src/pipeline/definition/render-definition.ts'
import { renderPipeline } from '../../src/pipeline/rendering/templates.ts'
import { readStagePolicies, wantedPipeline } from '../../src/stages/pipeline/render/wanted-pipeline.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { packedToolkit } from '../support/packed-toolkit.ts'
import { accounts, shopConfiguration } from './application.ts'
import type { Ground } from './ground.ts'

/** The rendered pipeline, and the same one with a pause between deployment and gate. */
export const pipelines = { rendered: 'shop', pausing: 'shop-pausing' } as const

/** What an execution starts with. */
export const bundle = { Bucket: 'shop-pipeline-source', Key: 'release.zip' } as const
const artifacts = 'shop-pipeline-artifacts'

interface Declared {
  readonly name: string
  readonly stages: readonly { readonly name: string; readonly actions: readonly DeclaredAction[] }[]
}

interface DeclaredAction {
  readonly name: string
  readonly runOrder?: number
  readonly environmentVariables?: readonly { readonly name: string; readonly value: string }[]
}

/** Makes the pipelines that `liftlock.yml` describes. What the template has around its pipeline is not needed here. */
export async function createPipelines(ground: Ground): Promise<void> {
  const { s3, codepipeline } = ground.clientsOf(accounts.pipeline)
  for (const Bucket of [bundle.Bucket, artifacts]) {
    await s3.send(new CreateBucketCommand({ Bucket }))
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  }
  const Body = await packedToolkit(shopConfiguration('none'))
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bundle.Bucket, Key: 'toolkit.zip', Body }))
  const rendered = await declared(VersionId!)
  for (const pipeline of [rendered, pausing(rendered)])
    await codepipeline.send(new CreatePipelineCommand({ pipeline } as never))
}

/** The rendered pipeline as the service takes it, with names where the template refers to its other resources. */
async function declared(toolkitVersion: string): Promise<Declared> {
  const configuration = await parseConfiguration(shopConfiguration(toolkitVersion), 'liftlock.yml', () => {})
  const wanted = wantedPipeline(configuration, await readStagePolicies(nodeFiles, packageRoot()), {
    key: 'toolkit.zip',
    version: toolkitVersion,
  })
  const text = JSON.stringify(renderDeclaration(renderPipeline(wanted)).pipeline)
  return {
    ...JSON.parse(text.replace('"NotificationArn":{"Ref":"Topic"},', '')),
    roleArn: `arn:aws:iam::${accounts.pipeline}:role/shop-pipeline`,
    artifactStore: { type: 'S3', location: artifacts },
  }
}

const pause = {
  name: 'Pause',
  actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
  runOrder: 3,
}

/** The same pipeline with time for what somebody else does before the gate. */
function pausing(rendered: Declared): Declared {
  const named = ({ environmentVariables = [], ...action }: DeclaredAction): DeclaredAction => ({
    ...action,
    ...(environmentVariables.length > 0 && {
      environmentVariables: environmentVariables.map((variable) =>
        variable.name === 'LIFTLOCK_PIPELINE_NAME' ? { ...variable, value: pipelines.pausing } : variable,
      ),
    }),
    ...(action.name === 'Gate' && { runOrder: 4 }),
  })
  const stages = rendered.stages.map(({ actions, ...stage }) => ({
    ...stage,
    actions: [...actions.map(named), ...(stage.name === 'Staging' ? [pause] : [])],
  }))
  return { ...rendered, name: pipelines.pausing, stages }
}
