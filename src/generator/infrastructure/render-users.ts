import { retained } from './tables.ts'
import { ref, type TemplateResources } from './template.ts'

/** Users and groups, the credentials of the technical user, and the secrets that people enter. */
export function renderUsers(): TemplateResources {
  return [
    [
      'UserPool',
      {
        Type: 'AWS::Cognito::UserPool',
        ...retained,
        Properties: {
          DeletionProtection: 'ACTIVE',
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
          AutoVerifiedAttributes: ['email'],
          AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
          Policies: {
            PasswordPolicy: {
              MinimumLength: 12,
              RequireLowercase: true,
              RequireUppercase: true,
              RequireNumbers: true,
              RequireSymbols: false,
              TemporaryPasswordValidityDays: 7,
            },
          },
        },
      },
    ],
    [
      'UserPoolClient',
      {
        Type: 'AWS::Cognito::UserPoolClient',
        Properties: {
          UserPoolId: ref('UserPool'),
          ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
          PreventUserExistenceErrors: 'ENABLED',
          EnableTokenRevocation: true,
          GenerateSecret: false,
        },
      },
    ],
    [
      'SystemUserSecret',
      {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Description: 'Credentials of the system user',
          GenerateSecretString: {
            SecretStringTemplate: '{"username":"system-user"}',
            GenerateStringKey: 'password',
            PasswordLength: 40,
            ExcludePunctuation: true,
            RequireEachIncludedType: true,
          },
        },
      },
    ],
    [
      'PropertyVault',
      {
        Type: 'AWS::SecretsManager::Secret',
        ...retained,
        Properties: { Description: 'Properties that automations fetch', SecretString: '{}' },
      },
    ],
  ]
}
