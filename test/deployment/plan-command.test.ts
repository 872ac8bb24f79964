import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type DeployStageTrial, deployStageTrial } from '../support/deploy-stage-trial.ts'

let trial: DeployStageTrial
beforeEach(async () => {
  const template = {
    Parameters: { A: { Type: 'String', Default: 'x' } },
    Resources: { B: { Type: 'AWS::SNS::Topic' } },
  }
  trial = await deployStageTrial({
    'template.json': JSON.stringify(template),
    'liftlock.yml': 'application: parking\nenvironments: { staging: { stack: parking, bucket: kept } }\n',
  })
})
afterEach(async () => {
  await trial.cloud.stop()
})

test.each([
  [
    'parameters and tags, whose values may be secret',
    { name: 'parking', 'parameter-overrides': 'A=secret', tags: '[{"Key":"a","Value":"secret"}]' },
    '--stack parking --template template.json --parameter-overrides … --tags …',
  ],
  [
    'an environment, whose settings count again',
    { environment: 'staging', protect: 'AWS::SQS::*' },
    "--environment staging --template template.json --protect 'AWS::SQS::*'",
  ],
  [
    'mode create-only, which would leave the change set again',
    { name: 'parking', mode: 'create-only', 'termination-protection': '1' },
    '--stack parking --template template.json --termination-protection',
  ],
])('the command that executes exactly the plan is printed with %s', async (_what, inputs, flags) => {
  const ending = await trial.run({ template: 'template.json', 'plan-only': 'true', ...inputs })
  const fingerprint = 'outputs' in ending ? ending.outputs.fingerprint : undefined
  const printed = trial.reports.flatMap((report) => ('text' in report ? report.text : [])).join('\n')
  expect(/Execute exactly this +(.*)/.exec(printed)?.[1]).toBe(`liftlock deploy ${flags} --plan ${fingerprint}`)
})
