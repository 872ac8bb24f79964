import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'
import { starter } from './toolkit-copy.ts'
import type { Repository, World } from './world.ts'

/** What the environment "publish" of the model repository holds; the stand-in for the App's action takes any key. */
export const app = {
  variables: { LIFTLOCK_APP_CLIENT_ID: 'Iv1.0123456789' },
  secrets: { LIFTLOCK_APP_PRIVATE_KEY: '-----BEGIN KEY-----\nkey+of/the+app==?~\n-----END KEY-----' },
}

/** `liftlock.yml` of the backend repository: an account for each environment. */
export const parkingEnvironments = `application: parking-desk
environments:
  staging:
    account: "111111111111"
    region: eu-west-1
    bucket: parking-desk-artifacts-staging
    role: arn:aws:iam::111111111111:role/liftlock-staging
  production:
    account: "222222222222"
    region: eu-west-1
    bucket: parking-desk-artifacts
    stack: parking-desk
    role: arn:aws:iam::222222222222:role/liftlock-production
    requires: [quality-gate@staging]
    protect: ["AWS::DynamoDB::*", "AWS::Cognito::UserPool", "AWS::S3::Bucket"]
`

/**
 * The repository of the example, set up by copying its starter; nothing is committed yet.
 * @param options `gui`: whether it publishes to a GUI repository too; true by default
 */
export function modelRepository(world: World, { gui = true } = {}): Repository {
  const model = world.repository('parking')
  cpSync(join(packageRoot(), 'examples', 'parking'), model.folder, { recursive: true })
  const workflow = starter('model.yml')
  model.write({ '.github/workflows/model.yml': gui ? workflow : workflow.replace(/ *gui:.*\n/, '') })
  return model
}
