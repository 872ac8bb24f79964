import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import type { GateServices } from '../../core/ports/gate-services.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Configure } from '../client-configuration.ts'
import { callOf, serviceCode } from '../service-errors.ts'

/** Users and groups of a Cognito pool. The Admin* calls are signed, so they reach the pool of any account. */
export function poolUsers(configure: Configure): GateServices['users'] {
  const connect = connection(configure)
  return {
    async list(pool, prefix) {
      const { sdk, client } = await connect()
      const names: string[] = []
      const input = { UserPoolId: pool, Filter: `username ^= "${prefix.replace(/["\\]/g, '\\$&')}"` }
      await callOf(`Cognito ListUsers ${pool}`, async () => {
        for await (const page of sdk.paginateListUsers({ client }, input))
          for (const user of page.Users ?? []) if (user.Username?.startsWith(prefix)) names.push(user.Username)
      })
      return names.sort()
    },

    async ensure(pool, { name, email, password }) {
      const { sdk, client } = await connect()
      const create = new sdk.AdminCreateUserCommand({
        UserPoolId: pool,
        Username: name,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      })
      await callOf(`Cognito AdminCreateUser ${name}`, () =>
        client.send(create).catch(unless('UsernameExistsException')),
      )
      const set = new sdk.AdminSetUserPasswordCommand({
        UserPoolId: pool,
        Username: name,
        Password: password,
        Permanent: true,
      })
      await callOf(`Cognito AdminSetUserPassword ${name}`, () => client.send(set))
    },

    async grant(pool, user, group) {
      const { sdk, client } = await connect()
      const add = () =>
        client.send(new sdk.AdminAddUserToGroupCommand({ UserPoolId: pool, Username: user, GroupName: group }))
      await callOf(`Cognito AdminAddUserToGroup ${user} to ${group}`, async () => {
        if (await add().catch(unless('ResourceNotFoundException'))) return
        const create = new sdk.CreateGroupCommand({ UserPoolId: pool, GroupName: group })
        await client.send(create).catch(unless('GroupExistsException'))
        await add()
      })
    },

    async groups(pool, user) {
      const { sdk, client } = await connect()
      const names: string[] = []
      await callOf(`Cognito AdminListGroupsForUser ${user}`, async () => {
        try {
          const pages = sdk.paginateAdminListGroupsForUser({ client }, { UserPoolId: pool, Username: user })
          for await (const page of pages) for (const group of page.Groups ?? []) names.push(group.GroupName ?? '')
        } catch (error) {
          unless('UserNotFoundException')(error)
        }
      })
      return names.sort()
    },

    async revoke(pool, user, group) {
      const { sdk, client } = await connect()
      const remove = new sdk.AdminRemoveUserFromGroupCommand({ UserPoolId: pool, Username: user, GroupName: group })
      await callOf(`Cognito AdminRemoveUserFromGroup ${user} from ${group}`, () => client.send(remove))
    },

    async removeEmptyGroup(pool, group) {
      const { sdk, client } = await connect()
      return callOf(`Cognito DeleteGroup ${group}`, async () => {
        for await (const page of sdk.paginateListUsersInGroup({ client }, { UserPoolId: pool, GroupName: group }))
          if ((page.Users ?? []).length > 0) return false
        await client.send(new sdk.DeleteGroupCommand({ UserPoolId: pool, GroupName: group }))
        return true
      })
    },

    async signIn(pool, appClient, { name, password }) {
      const { sdk, client } = await connect()
      const command = new sdk.AdminInitiateAuthCommand({
        UserPoolId: pool,
        ClientId: appClient,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: name, PASSWORD: password },
      })
      const answer = await callOf(`Cognito AdminInitiateAuth ${name}`, () => client.send(command))
      const token = answer.AuthenticationResult?.IdToken
      if (token !== undefined) return token
      throw new StageError(
        'service-refused',
        `Cognito asks ${name} for ${answer.ChallengeName ?? 'more'}, not for a password`,
        {
          hint: 'the gate signs in with a password alone: allow ADMIN_USER_PASSWORD_AUTH and no second factor in this pool',
        },
      )
    },
  }
}

/** Turns one error code of the service into undefined. @throws all other errors */
function unless(code: string): (error: unknown) => undefined {
  return (error) => {
    if (serviceCode(error) !== code) throw error
    return undefined
  }
}

type Sdk = typeof import('../sdk/cognito-identity-provider.ts')

function connection(configure: Configure): () => Promise<{ sdk: Sdk; client: CognitoIdentityProviderClient }> {
  let made: Promise<{ sdk: Sdk; client: CognitoIdentityProviderClient }> | undefined
  const make = async () => {
    const [sdk, configuration] = await Promise.all([import('../sdk/cognito-identity-provider.ts'), configure()])
    return { sdk, client: new sdk.CognitoIdentityProviderClient(configuration) }
  }
  return () => (made ??= make())
}
