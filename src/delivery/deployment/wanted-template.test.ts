import { expect, test } from '@jest/globals'
import type { AwsAccount } from '../../core/ports/aws.ts'
import { inlineTemplateBytes, largestTemplateBytes } from '../template/template-limits.ts'
import type { DesiredStack } from './deploy-options.ts'
import { wantedTemplate } from './wanted-template.ts'

function wanted(bytes: number, bucket?: string) {
  const template = (filler: string) =>
    JSON.stringify({ Metadata: { filler }, Resources: { Topic: { Type: 'AWS::SNS::Topic' } } })
  const text = template('x'.repeat(bytes - template('').length))
  return wantedTemplate({ template: { name: 'app.json', text }, bucket } as unknown as DesiredStack)
}

test('a template goes inside the request up to its limit, and needs a bucket above it', async () => {
  const account = { region: 'eu-west-1' } as AwsAccount
  expect(await (await wanted(inlineTemplateBytes)).send(account)).toEqual({ body: expect.any(String) })
  await expect(wanted(inlineTemplateBytes + 1)).rejects.toMatchObject({ reason: 'input-missing' })
})

test('a template larger than the service takes from a bucket is refused at once', async () => {
  expect((await wanted(largestTemplateBytes, 'artifacts')).template).toBeDefined()
  await expect(wanted(largestTemplateBytes + 1, 'artifacts')).rejects.toMatchObject({
    reason: 'template-invalid',
    message: 'app.json has 1000001 bytes, CloudFormation takes at most 1000000',
  })
})
