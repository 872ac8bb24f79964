import { expect, test } from '@jest/globals'
import type { StageError } from '../core/run/stage-error.ts'
import { missingStatement } from './missing-statement.ts'
import { serviceFailure } from './service-errors.ts'

const by = 'User: arn:aws:sts::111111111111:assumed-role/deployer/run is not authorized to perform:'

test.each([
  [
    'CloudFormation GetTemplate parking',
    `${by} cloudformation:GetTemplate on resource: arn:aws:cloudformation:eu-west-1:111111111111:stack/parking/4f0c because no identity-based policy allows the cloudformation:GetTemplate action`,
    'cloudformation:GetTemplate',
    'arn:aws:cloudformation:eu-west-1:111111111111:stack/parking/*',
  ],
  [
    'S3 PutObject s3://shop-artifacts/blobs/a',
    `${by} s3:PutObject on resource: "arn:aws:s3:::shop-artifacts/blobs/a" because no identity-based policy allows the s3:PutObject action`,
    's3:PutObject',
    'arn:aws:s3:::shop-artifacts/blobs/a',
  ],
  ['S3 HeadObject s3://b/k', 'Forbidden', 's3:GetObject', 'arn:aws:s3:::b/k'],
  ['S3 ListObjectsV2 s3://b/evidence/', 'Access Denied', 's3:ListBucket', 'arn:aws:s3:::b'],
  [
    'CloudFormation DescribeEvents arn:aws:cloudformation:eu-west-1:1:stack/a/2',
    'Access Denied',
    'cloudformation:DescribeEvents',
    'arn:aws:cloudformation:eu-west-1:1:stack/a/*',
  ],
  ['CloudFormation DescribeStacks parking', 'Access Denied', 'cloudformation:DescribeStacks', '*'],
  [
    'STS AssumeRole of x',
    `${by} sts:AssumeRole on resource: arn:aws:iam::1:role/r`,
    'sts:AssumeRole',
    'arn:aws:iam::1:role/r',
  ],
])('the denial of %s is answered with the statement to add', (what, message, Action, Resource) => {
  expect(JSON.parse(missingStatement(what, message)!)).toEqual({ Effect: 'Allow', Action, Resource })
})

test('a denial that names no right and no call is answered without a statement', () => {
  expect(missingStatement('Cognito AdminCreateUser', 'Access Denied')).toBeUndefined()
})

test('a right that a policy forbids is not asked for again', () => {
  const said = `${by} s3:PutObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a resource-based policy`
  const denied = Object.assign(new Error(said), {
    name: 'AccessDenied',
    $fault: 'client',
    $metadata: { httpStatusCode: 403 },
  })
  const { hint } = serviceFailure(denied, 'S3 PutObject s3://b/k') as StageError
  expect(hint).toMatch(/^remove the explicit deny from the policy/)
  expect(hint).not.toContain('"Allow"')
})
