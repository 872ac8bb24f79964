import { retained } from './tables.ts'
import { ref, sub, type TemplateResources, type Value } from './template.ts'

/** Where the hosted pages of Cognito send a browser back to; without an address there are no such pages. */
export const signInParameters = {
  SignInUrls: {
    Type: 'CommaDelimitedList',
    Default: 'none',
    Description: 'Addresses of pages that the hosted sign-in returns to; none: there is no hosted sign-in',
  },
}

const hasSignInPages = 'HasSignInPages'

export const signInConditions = {
  [hasSignInPages]: { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': [',', ref('SignInUrls')] }, 'none'] }] },
}

/** Unique in the region, as Cognito asks for: it is made of the id of the stack. */
const domain: Value = {
  'Fn::Join': ['-', ['app', { 'Fn::Select': [2, { 'Fn::Split': ['/', ref('AWS::StackId')] }] }]],
}

export const signInOutputs = {
  signInDomain: {
    Condition: hasSignInPages,
    Description: 'Host of the sign-in pages',
    Value: sub('${SignInDomain}.auth.${AWS::Region}.amazoncognito.com'),
  },
}

const withPages = (value: Value): Value => ({ 'Fn::If': [hasSignInPages, value, ref('AWS::NoValue')] })

/** The code flow with PKCE: a page in a browser cannot keep a secret. */
const hostedPages: Readonly<Record<string, Value>> = {
  AllowedOAuthFlowsUserPoolClient: withPages(true),
  AllowedOAuthFlows: withPages(['code']),
  AllowedOAuthScopes: withPages(['openid', 'email', 'profile']),
  CallbackURLs: withPages(ref('SignInUrls')),
  LogoutURLs: withPages(ref('SignInUrls')),
  SupportedIdentityProviders: withPages(['COGNITO']),
}

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
          // Pages sign in with SRP, functions and the gate with the password.
          ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'],
          ...hostedPages,
          PreventUserExistenceErrors: 'ENABLED',
          EnableTokenRevocation: true,
          GenerateSecret: false,
        },
      },
    ],
    [
      'SignInDomain',
      {
        Type: 'AWS::Cognito::UserPoolDomain',
        Condition: hasSignInPages,
        Properties: { UserPoolId: ref('UserPool'), Domain: domain },
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
