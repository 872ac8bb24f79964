import type { ConstDirectiveNode, GraphQLField, GraphQLObjectType } from 'graphql'
import type { AuthorizationMode } from '../../../aws/appsync/api.ts'
import type { Caller } from './caller.ts'

/** The modes that a directive allows. */
const modeOfDirective: Readonly<Record<string, Caller['mode'] | 'default' | 'none'>> = {
  aws_api_key: 'API_KEY',
  aws_iam: 'AWS_IAM',
  aws_cognito_user_pools: 'AMAZON_COGNITO_USER_POOLS',
  aws_auth: 'default',
  aws_oidc: 'none',
  aws_lambda: 'none',
}

/**
 * Whether the caller may resolve the field (developer guide, "Using additional authorization modes"). Directives of the
 * field take precedence over those of its type. Without directives, only the default mode is allowed.
 */
export function mayResolve(
  caller: Caller,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  defaultMode: AuthorizationMode,
): boolean {
  const own = authorizing(field.astNode?.directives)
  const inherited =
    own.length > 0
      ? own
      : authorizing([type.astNode, ...type.extensionASTNodes].flatMap((node) => node?.directives ?? []))
  if (inherited.length === 0) {
    return (
      caller.mode === defaultMode.kind &&
      !(defaultMode.kind === 'AMAZON_COGNITO_USER_POOLS' && defaultMode.defaultAction === 'DENY')
    )
  }
  return inherited.some((directive) => lets(directive, caller, defaultMode))
}

function authorizing(directives: readonly ConstDirectiveNode[] | undefined): readonly ConstDirectiveNode[] {
  return (directives ?? []).filter((directive) => Object.hasOwn(modeOfDirective, directive.name.value))
}

function lets(directive: ConstDirectiveNode, caller: Caller, defaultMode: AuthorizationMode): boolean {
  const named = modeOfDirective[directive.name.value]
  if ((named === 'default' ? defaultMode.kind : named) !== caller.mode) return false
  const groups = stringsOf(directive, 'cognito_groups')
  return groups === undefined || groups.some((group) => caller.groups.includes(group))
}

/** The texts in a list argument of a directive; undefined without such an argument. */
export function stringsOf(directive: ConstDirectiveNode, name: string): readonly string[] | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value
  if (value?.kind === 'StringValue') return [value.value]
  return value?.kind === 'ListValue'
    ? value.values.flatMap((item) => (item.kind === 'StringValue' ? [item.value] : []))
    : undefined
}
