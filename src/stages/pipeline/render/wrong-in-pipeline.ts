import { partitionOf } from '../../../pipeline/rendering/partition.ts'
import { placedRole } from '../../../pipeline/rendering/roles.ts'
import type { Place, WantedPipeline } from '../../../pipeline/rendering/wanted.ts'

/** The longest name of a role (IAM User Guide, "IAM and AWS STS quotas"). */
const longestRoleName = 64

const regionPattern = /^[a-z]{2}(?:-[a-z]+)+-\d$/
const stackPattern = /^[A-Za-z][A-Za-z0-9-]{0,127}$/
const rolePattern = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/[\w+=,.@/-]+$/

/**
 * The first value that cannot stand in the templates, with its path and the reason. A star or a question mark in a name
 * would widen a right, and nothing reaches from one partition of AWS into another.
 */
export function wrongIn(wanted: WantedPipeline): string | undefined {
  const { staging, production, approval, region } = wanted
  const partition = partitionOf(region)
  const approver = approval.approvers.find((each) => each.startsWith('arn:') && each.split(':')[1] !== partition)
  if (approver !== undefined)
    return `pipeline.approval.approvers has ${approver}, which is not in the partition ${partition} of the pipeline`
  return wrongPlace(wanted, staging, 'deploy') ?? wrongPlace(wanted, production, 'promote')
}

function wrongPlace(wanted: WantedPipeline, place: Place, longest: string): string | undefined {
  const { environment, account, region, stack, serviceRole } = place
  const path = (key: string) => `environments.${environment}.${key}`
  if (!regionPattern.test(region))
    return `${path('region')} is ${JSON.stringify(region)}, and no region such as eu-west-1`
  const [own, partition] = [partitionOf(region), partitionOf(wanted.region)]
  if (own !== partition)
    return `${path('region')} is ${region}, in the partition ${own}, and a pipeline in ${wanted.region} reaches ${partition} only`
  if (wanted.actions === 'cloudformation' && region !== wanted.region)
    return `${path('region')} is ${region}: actions of CloudFormation are rendered for the region of the pipeline only, ${wanted.region}`
  if (!stackPattern.test(stack))
    return `${path('stack')} is ${JSON.stringify(stack)}, and no name of a stack: up to 128 letters, digits and hyphens, a letter first`
  const [, rolePartition, roleAccount] = rolePattern.exec(serviceRole) ?? []
  if (rolePartition !== own || roleAccount !== account)
    return `${path('role-arn')} is ${JSON.stringify(serviceRole)}, and no role in the account ${account} of the partition ${own}`
  const role = placedRole(wanted, place, longest)
  if (role.length > longestRoleName)
    return `the role ${role} has a name of ${role.length} characters, of at most ${longestRoleName}`
  return undefined
}
