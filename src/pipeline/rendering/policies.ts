import { partitionOf } from './partition.ts'

/** A statement of a policy of IAM. */
export interface PolicyStatement {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: readonly string[]
  readonly Resource: readonly unknown[]
  readonly Condition?: Readonly<Record<string, unknown>>
}

/** What the words in capitals of `actions/<stage>/policy.json` stand for. */
export interface PolicyValues {
  readonly account: string
  readonly region: string
  /** By word, such as `STACK`; a word with several values gives one resource for each. */
  readonly words: Readonly<Record<string, readonly string[]>>
  /** ARN of the role that CloudFormation works with. */
  readonly serviceRole?: string | undefined
  /** ARN, `alias/<name>` or id; without it, nothing is signed. */
  readonly signingKey?: string | undefined
}

/**
 * Fills the words in capitals of a policy. A statement about a key falls away when nothing is signed.
 * @throws Error for a word without a value
 */
export function fillPolicy(statements: readonly PolicyStatement[], values: PolicyValues): readonly PolicyStatement[] {
  return statements.flatMap((statement) => {
    const resources = statement.Resource as readonly string[]
    if (resources.some((arn) => arn.includes('SIGNING_KEY'))) return signing(statement, values)
    return [{ ...statement, Resource: [...new Set(resources.flatMap((arn) => filled(arn, values)))] }]
  })
}

const wordPattern = /[A-Z]+(?:_[A-Z]+)*(?![A-Za-z])/

function filled(arn: string, values: PolicyValues): readonly string[] {
  if (arn.endsWith(':role/SERVICE_ROLE') && values.serviceRole !== undefined) return [values.serviceRole]
  const inPartition = arn.replace(/^arn:aws:/, `arn:${partitionOf(values.region)}:`)
  return expanded(inPartition, { ...values.words, ACCOUNT: [values.account], REGION: [values.region] })
}

/** Values are not read again: a name may be written in capitals. */
function expanded(text: string, words: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const found = wordPattern.exec(text)
  if (found === null) return [text]
  const [word] = found
  const values = words[word]
  if (values === undefined) throw new Error(`nothing is known of ${word} in ${text}`)
  const before = text.slice(0, found.index)
  const rests = expanded(text.slice(found.index + word.length), words)
  return values.flatMap((value) => rests.map((rest) => `${before}${value}${rest}`))
}

/** A key that has an alias only is found by it (KMS Developer Guide, "kms:ResourceAliases"). */
function signing(statement: PolicyStatement, values: PolicyValues): readonly PolicyStatement[] {
  const { signingKey, account, region } = values
  if (signingKey === undefined) return []
  const [, , , keyRegion = region, keyAccount = account] = signingKey.startsWith('arn:') ? signingKey.split(':') : []
  const keys = `arn:${partitionOf(keyRegion)}:kms:${keyRegion}:${keyAccount}:key/`
  const alias = /(?:^|:)(alias\/.+)$/.exec(signingKey)?.[1]
  if (alias === undefined)
    return [{ ...statement, Resource: [signingKey.startsWith('arn:') ? signingKey : `${keys}${signingKey}`] }]
  const Condition = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [alias] } }
  return [{ ...statement, Resource: [`${keys}*`], Condition }]
}
