import { GraphQLError, type GraphQLScalarType, valueFromASTUntyped } from 'graphql'

/** AppSync's own scalars (developer guide, "Scalar types in AWS AppSync"). */
export const scalarNames = [
  'AWSDate',
  'AWSTime',
  'AWSDateTime',
  'AWSTimestamp',
  'AWSEmail',
  'AWSJSON',
  'AWSURL',
  'AWSPhone',
  'AWSIPAddress',
] as const

const zone = String.raw`(Z|[+-]\d{2}:\d{2}(:\d{2})?)`
const time = String.raw`\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?`
const patterns: Readonly<Record<string, RegExp>> = {
  AWSDate: new RegExp(`^-?\\d{4,}-\\d{2}-\\d{2}${zone}?$`),
  AWSTime: new RegExp(`^${time}${zone}?$`),
  AWSDateTime: new RegExp(`^-?\\d{4,}-\\d{2}-\\d{2}T${time}${zone}$`),
  AWSEmail: /^[^@\s]+@(?=[^@\s]+$)[^@][^.]*\.[^@]/,
  AWSURL: /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/,
  AWSPhone: /^\+?[\d\s()-]{3,}$/,
  AWSIPAddress: /^(\d{1,3}(\.\d{1,3}){3}|(?=[0-9A-Fa-f.]*:)[0-9A-Fa-f:.]+)(\/\d{1,3})?$/,
}

/** Defines what the scalar accepts, and how it is returned. */
export function defineScalar(scalar: GraphQLScalarType): void {
  if (scalar.name === 'AWSJSON') defineJson(scalar)
  else if (scalar.name === 'AWSTimestamp')
    scalar.parseValue = scalar.serialize = (value) => checked(scalar, value, Number.isInteger(value))
  else if (patterns[scalar.name]) {
    const pattern = patterns[scalar.name] as RegExp
    scalar.parseValue = (value) => checked(scalar, value, typeof value === 'string' && pattern.test(value))
    scalar.serialize = (value) => checked(scalar, value, typeof value === 'string' && pattern.test(value))
  } else return
  scalar.parseLiteral = (node, variables) => scalar.parseValue(valueFromASTUntyped(node, variables))
}

/** JSON arrives as text, is a map or list in templates, and leaves as text. */
function defineJson(scalar: GraphQLScalarType): void {
  scalar.parseValue = (value) => {
    if (typeof value !== 'string') return checked(scalar, value, false)
    try {
      return JSON.parse(value)
    } catch {
      return checked(scalar, value, false)
    }
  }
  scalar.serialize = (value) => (typeof value === 'string' ? value : JSON.stringify(value))
}

function checked(scalar: GraphQLScalarType, value: unknown, valid: boolean): unknown {
  if (valid) return value
  throw new GraphQLError(`Can't serialize value: Unable to use ${JSON.stringify(value)} as ${scalar.name}.`)
}
