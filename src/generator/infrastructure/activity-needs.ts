import { addressOf } from '../model/read/rules/check-named-resources.ts'
import type { Activity } from '../model/types/notifier.ts'
import type { Variable } from './function-plan.ts'
import { callMutation, onSecret, onUserPool, type Permission } from './permissions.ts'
import { literalInSub, sub, type Value } from './template.ts'

/** Settings and permissions that a notifier's function needs for one activity (model format 10.3). */
export interface Needs {
  readonly variables: readonly Variable[]
  readonly permissions: readonly Permission[]
}

export function activityNeeds(activity: Activity): Needs {
  switch (activity.type) {
    case 'create-iam-group':
      return userPool('CreateGroup')
    case 'delete-iam-group':
      return userPool('DeleteGroup')
    case 'add-user-to-iam-group':
      return userPool('AdminAddUserToGroup')
    case 'remove-user-from-iam-group':
      return userPool('AdminRemoveUserFromGroup')
    case 'retrieve-email-from-iam':
      return userPool('AdminGetUser')
    case 'iam-create-user':
      return userPool('AdminCreateUser', 'AdminGetUser', 'AdminSetUserPassword')
    case 'iam-delete-user':
      return userPool('AdminDeleteUser')
    case 'iam-create-systemuser':
      return both(userPool('AdminCreateUser', 'AdminGetUser', 'AdminSetUserPassword'), {
        variables: ['SYSTEM_USER_SECRET'],
        permissions: [onSecret('SystemUserSecret', ['GetSecretValue', 'PutSecretValue'])],
      })
    case 'get-token':
      return signIn
    case 'get-systemuser-token':
      return systemUser
    case 'call-internal-api':
      return both(systemUser, { variables: ['API_ENDPOINT'], permissions: [] })
    case 'send-graphql-notification':
      return { variables: ['API_ENDPOINT'], permissions: [callMutation('publishNotification')] }
    case 'fetch-property':
      return { variables: ['PROPERTY_VAULT'], permissions: [onSecret('PropertyVault', ['GetSecretValue'])] }
    case 'send-email':
      return { variables: [], permissions: [{ actions: ['ses:SendEmail'], resources: identities(activity) }] }
    case 'write-file':
      return writeFile(activity.settings.bucket ?? '')
    case 'invalidate-cdn':
      return {
        variables: ['CDN_DISTRIBUTION_ID'],
        permissions: [{ actions: ['cloudfront:CreateInvalidation'], resources: [distribution] }],
      }
    default:
      return nothing
  }
}

const distribution = sub('arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${CdnDistributionId}')

const nothing: Needs = { variables: [], permissions: [] }

function userPool(...actions: readonly string[]): Needs {
  return { variables: ['USER_POOL_ID'], permissions: [onUserPool(actions)] }
}

const signIn: Needs = both(userPool('AdminInitiateAuth'), { variables: ['USER_POOL_CLIENT_ID'], permissions: [] })

const systemUser: Needs = both(signIn, {
  variables: ['SYSTEM_USER_SECRET'],
  permissions: [onSecret('SystemUserSecret', ['GetSecretValue'])],
})

function both(one: Needs, other: Needs): Needs {
  return {
    variables: [...one.variables, ...other.variables],
    permissions: [...one.permissions, ...other.permissions],
  }
}

/** SES verifies a sender by address or by domain (SES developer guide, "Identities"). */
function identities({ settings }: Activity): readonly Value[] {
  const address = addressOf(settings.sender ?? '')
  const domain = address.slice(address.lastIndexOf('@') + 1)
  return [...new Set([address, domain])].map((identity) =>
    sub(`arn:\${AWS::Partition}:ses:\${AWS::Region}:\${AWS::AccountId}:identity/${literalInSub(identity)}`),
  )
}

/** A bucket that the model names, or the application's own (decision D-35). */
function writeFile(bucket: string): Needs {
  const resource =
    bucket === '' ? sub('${ApplicationBucket.Arn}/*') : sub(`arn:\${AWS::Partition}:s3:::${literalInSub(bucket)}/*`)
  return {
    variables: bucket === '' ? ['APPLICATION_BUCKET'] : [],
    permissions: [{ actions: ['s3:PutObject'], resources: [resource] }],
  }
}
