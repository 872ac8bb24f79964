import type { Expression } from './request.ts'
import { toAttributes } from './typed-values.ts'

/** The attributes that a read returns, as the client expects them. */
export function projected(projection: Expression | null | undefined) {
  return { ProjectionExpression: projection?.expression, ...expressionsOf([projection]).names }
}

/** Names and values of all expressions together. Empty ones are left out, because DynamoDB refuses them. */
export function expressionsOf(expressions: readonly (Expression | null | undefined)[]) {
  const names = Object.assign({}, ...expressions.map((item) => item?.expressionNames ?? {}))
  const values = Object.assign({}, ...expressions.map((item) => item?.expressionValues ?? {}))
  return {
    names: Object.keys(names).length > 0 ? { ExpressionAttributeNames: names as Record<string, string> } : {},
    values: Object.keys(values).length > 0 ? { ExpressionAttributeValues: toAttributes(values) } : {},
  }
}
