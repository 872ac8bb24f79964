/** The role that CloudFormation works with in an environment of the local AWS, which does not look at its rights. */
export function serviceRoleTemplate(arn: string): string {
  const RoleName = arn.slice(arn.lastIndexOf('/') + 1)
  const Path = arn.slice(arn.indexOf('/'), arn.lastIndexOf('/') + 1)
  const trust = { Effect: 'Allow', Principal: { Service: 'cloudformation.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const Properties = {
    RoleName,
    Path,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  }
  return `${JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } }, undefined, 2)}\n`
}
