import { renderNativeRoles } from './native-roles.ts'
import {
  logicalIds,
  ownRole,
  placedRole,
  placeOfStage,
  type Resources,
  role,
  type StageAction,
  stageActions,
  stageRights,
  trustInRole,
} from './roles.ts'
import { type Place, roleArn, type WantedPipeline } from './wanted.ts'

/** The parameters of the template for artifact buckets that take these roles. */
const bucketParameters: Readonly<Partial<Record<StageAction, string>>> = {
  deploy: 'DeployRoles',
  gate: 'GateRoles',
  plan: 'PlanRoles',
  promote: 'PromoteRoles',
  bring: 'PackageRoles',
}

/** The roles that the stages of the pipeline take in the account of an environment, as a template. */
export function renderEnvironmentRoles(wanted: WantedPipeline, which: 'staging' | 'production') {
  const place = wanted[which]
  const actions = stageActions(wanted).filter((action) => placeOfStage(wanted, action) === place)
  const roles = actions.map((action) => [
    logicalIds[action],
    role(
      placedRole(wanted, place, action),
      [trustInRole(wanted, ownRole(wanted, action))],
      stageRights(wanted, action),
    ),
  ])
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Roles that the pipeline ${wanted.name} takes in the environment ${place.environment}`,
    Resources: {
      ...Object.fromEntries(roles),
      ...(wanted.actions === 'cloudformation' && renderNativeRoles(wanted, place)),
      ...(which === 'production' && alarmRole(wanted, place)),
    } as Resources,
    Outputs: Object.fromEntries(
      actions.flatMap((action) => {
        const parameter = bucketParameters[action]
        const output = {
          Description: 'For the parameter of the same name of artifact-bucket.yaml',
          Value: { 'Fn::GetAtt': [logicalIds[action], 'Arn'] },
        }
        return parameter === undefined ? [] : [[parameter, output]]
      }),
    ),
  }
}

/** The names of all alarms, each once. */
export function watchedAlarms({ alarms }: WantedPipeline): readonly string[] {
  return [...new Set([...alarms.before, ...alarms.after])].sort()
}

/** The ARN of the role that looks at alarms of production; undefined without alarms. */
export function alarmRoleArn(wanted: WantedPipeline): string | undefined {
  if (watchedAlarms(wanted).length === 0) return undefined
  return roleArn(wanted.production, placedRole(wanted, wanted.production, 'alarms'))
}

function alarmRole(wanted: WantedPipeline, place: Place): Resources {
  if (watchedAlarms(wanted).length === 0) return {}
  const rights = {
    Sid: 'SeeAlarms',
    Effect: 'Allow' as const,
    Action: ['cloudwatch:DescribeAlarms'],
    // Composite alarms are returned only with this (CloudWatch API Reference, "DescribeAlarms").
    Resource: ['*'],
  }
  return {
    AlarmRole: role(placedRole(wanted, place, 'alarms'), [trustInRole(wanted, ownRole(wanted, 'pipeline'))], [rights]),
  }
}
