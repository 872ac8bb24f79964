import type { PipelineDefinition } from '../definition/definition.ts'
import { renderResource } from '../definition/render-definition.ts'
import { noRelease } from './conditions.ts'
import { renderEnvironmentRoles } from './environment-roles.ts'
import { foldedJson } from './folded-json.ts'
import { renderNativeStages } from './native-stages.ts'
import { renderPipelineRoles } from './pipeline-roles.ts'
import { renderStages } from './stages.ts'
import { renderSurroundings } from './surroundings.ts'
import type { Sources, WantedPipeline } from './wanted.ts'

/** The file with the pipeline; the others hold roles in the accounts of environments. */
export const pipelineFile = 'pipeline.json'

/** The pipeline itself. */
export function renderPipeline(wanted: WantedPipeline): PipelineDefinition {
  return {
    pipeline: {
      name: wanted.name,
      roleArn: { 'Fn::GetAtt': ['PipelineRole', 'Arn'] },
      pipelineType: 'V2',
      executionMode: wanted.mode,
      artifactStore: {
        type: 'S3',
        location: { Ref: 'Artifacts' },
        encryptionKey: { id: { 'Fn::GetAtt': ['Key', 'Arn'] }, type: 'KMS' },
      },
      variables: [
        {
          name: 'Release',
          defaultValue: noRelease,
          description: `The release to deliver: its digest, or a version. ${noRelease} is the creation run.`,
        },
      ],
      stages: wanted.actions === 'cloudformation' ? renderNativeStages(wanted) : renderStages(wanted),
    },
    settings: { restartExecutionOnUpdate: false },
  }
}

/**
 * All templates by their file names, in the order of their deployment. Equal values give equal bytes.
 * @throws Error for a policy with an unknown word
 */
export function renderTemplates(wanted: WantedPipeline): ReadonlyMap<string, string> {
  const roles = renderPipelineRoles(wanted)
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `The pipeline ${wanted.name}, which delivers ${wanted.application}`,
    Metadata: { Liftlock: renderedFor(wanted.sources) },
    Resources: {
      Pipeline: {
        Type: 'AWS::CodePipeline::Pipeline',
        // A run begins with the pipeline, and takes these roles and this log at once.
        DependsOn: [
          ...Object.keys(roles).filter((id) => id !== 'PipelineRole'),
          'ArtifactsPolicy',
          'Log',
          'TopicPolicy',
        ],
        Properties: renderResource(renderPipeline(wanted)),
      },
      ...roles,
      ...renderSurroundings(wanted),
    },
    Outputs: {
      Pipeline: { Description: 'Name of the pipeline', Value: { Ref: 'Pipeline' } },
      Artifacts: { Description: 'Bucket for artifacts', Value: { Ref: 'Artifacts' } },
      Topic: { Description: 'Topic that tells of approvals and ends', Value: { Ref: 'Topic' } },
      ...Object.fromEntries(
        ['StarterRole', 'ApproverRole']
          .filter((id) => id in roles)
          .map((id) => [id, { Description: 'ARN of the role', Value: { 'Fn::GetAtt': [id, 'Arn'] } }]),
      ),
    },
  }
  return new Map([
    [`roles-${wanted.staging.environment}.json`, rendered(renderEnvironmentRoles(wanted, 'staging'))],
    [`roles-${wanted.production.environment}.json`, rendered(renderEnvironmentRoles(wanted, 'production'))],
    [pipelineFile, rendered(template)],
  ])
}

/** The next rendering without an upload takes the archive from here, and compares what the archive has. */
function renderedFor({ toolkit, toolkitVersion, configuration }: Sources) {
  return { Toolkit: { Key: toolkit, Version: toolkitVersion }, ...(configuration && { Configuration: configuration }) }
}

function rendered(template: object): string {
  return `${foldedJson(template)}\n`
}
