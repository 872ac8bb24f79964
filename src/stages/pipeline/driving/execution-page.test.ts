import { expect, test } from '@jest/globals'
import { awsAtEndpoint, awsFromEnvironment } from '../../../aws/clients.ts'
import { executionPage } from './execution-page.ts'

test.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/codesuite'],
  ['us-east-1', 'https://us-east-1.console.aws.amazon.com/codesuite'],
  ['cn-north-1', 'https://cn-north-1.console.amazonaws.cn/codesuite'],
  ['us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com/codesuite'],
])('an execution in %s has a page in the console of its partition', (region, begin) => {
  expect(executionPage(awsFromEnvironment({}).at({ region }), 'shop', 'id')).toBe(
    `${begin}/codepipeline/pipelines/shop/executions/id/timeline?region=${region}`,
  )
})

test('an execution of an emulator has none', () => {
  const emulator = awsAtEndpoint('http://127.0.0.1:9', { region: 'eu-west-1', account: '1', secretAccessKey: 's' })
  expect(executionPage(emulator.at({}), 'shop', 'id')).toBeUndefined()
})
