/** One function of CloudFormation, such as `{ Ref: 'Bucket' }`: its value is known when the stack is deployed. */
export interface Intrinsic {
  readonly [name: string]: unknown
}

/** A literal value, or a function of CloudFormation in its place. */
export type Value<T> = T | Intrinsic

/** A list whose items, and which itself, may be functions of CloudFormation. */
export type List<T> = Value<readonly Value<T>[]>

/** Whether the value is one function of CloudFormation, written out. */
export function isIntrinsic(value: unknown): value is Intrinsic {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const [name, ...others] = Object.keys(value)
  return others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::') === true)
}

/** Whether the value leaves its place empty (`!Ref AWS::NoValue`). */
export function isNoValue(value: unknown): boolean {
  return isIntrinsic(value) && value.Ref === 'AWS::NoValue'
}

/** Both values of an `Fn::If`; undefined for every other value. */
export function branchesOf(value: unknown): readonly [unknown, unknown] | undefined {
  if (!isIntrinsic(value)) return undefined
  const branches = value['Fn::If']
  return Array.isArray(branches) && branches.length === 3 ? [branches[1], branches[2]] : undefined
}

/** The value itself when it is literal. */
export function literal<T extends string | number | boolean>(value: Value<T> | undefined): T | undefined {
  return typeof value === 'object' ? undefined : value
}

/** The value as text when all of it is known: a dynamic reference (`{{resolve:…}}`) is not. */
export function literalText(value: Value<string> | undefined): string | undefined {
  const text = literal(value)
  return text?.includes('{{resolve:') ? undefined : text
}

/** All texts inside a value, those of functions included. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}
