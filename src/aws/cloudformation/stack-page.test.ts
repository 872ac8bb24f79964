import { expect, test } from '@jest/globals'
import { awsAtEndpoint, awsFromEnvironment } from '../clients.ts'
import { stackPage } from './stack-page.ts'

const id = (partition: string, region: string) =>
  `arn:${partition}:cloudformation:${region}:111111111111:stack/shop/4b1c`

test.each([
  ['aws', 'eu-west-1', 'eu-west-1.console.aws.amazon.com'],
  ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['aws-eusc', 'eusc-de-east-1', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
])('a stack of the partition %s has its page in the console of %s', (partition, region, host) => {
  const arn = `arn%3A${partition}%3Acloudformation%3A${region}%3A111111111111%3Astack%2Fshop%2F4b1c`
  const page = `https://${host}/cloudformation/home?region=${region}#/stacks/stackinfo?stackId=${arn}`
  expect(stackPage(id(partition, region))).toBe(page)
})

test('what is no stack, or lies in a partition that nobody can reach from here, has no page', () => {
  expect(stackPage('shop')).toBeUndefined()
  expect(stackPage('arn:aws:s3:::shop')).toBeUndefined()
  expect(stackPage(id('aws-iso', 'us-iso-east-1'))).toBeUndefined()
})

test('where something else answers in place of AWS there is no page', () => {
  const stack = id('aws', 'eu-west-1')
  const pageBy = (environment: Record<string, string>) => awsFromEnvironment(environment).at({}).stackPage(stack)
  expect(pageBy({})).toBe(stackPage(stack))
  expect(pageBy({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })).toBeUndefined()
  expect(pageBy({ AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://127.0.0.1:4566' })).toBeUndefined()
  expect(pageBy({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566' })).toBe(stackPage(stack))
  const local = awsAtEndpoint('http://127.0.0.1:4566', {
    region: 'eu-west-1',
    account: '111111111111',
    secretAccessKey: 'any',
  })
  expect(local.at({}).stackPage(stack)).toBeUndefined()
})
