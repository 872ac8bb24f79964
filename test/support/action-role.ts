import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'

/** What stands for the words in capitals of our policies, such as BUCKET. */
export type PolicyWords = Readonly<Record<string, string>>

/** A role with the policies that the actions come with. */
export interface ActionRole {
  readonly name: string
  /** Paths below `actions/`. */
  readonly policies: readonly string[]
  readonly words: PolicyWords
  /** The same for the trust policy of the guide. Default: `words`. */
  readonly trust?: PolicyWords
  /** Whom the guide lets in: the jobs of an environment, which is the default, or those of the default branch without one. */
  readonly jobsOf?: 'environment' | 'branch'
  /** What the resources of a template need, which is not a matter of the actions. */
  readonly more?: readonly object[]
  /** What the role lacks: actions, or statements by their Sid. */
  readonly without?: readonly string[]
}

interface Statement {
  readonly Sid?: string
  readonly Action: readonly string[]
}

/** The role as a resource of CloudFormation. */
export function actionRole({
  name,
  policies,
  words,
  trust = words,
  jobsOf = 'environment',
  more = [],
  without = [],
}: ActionRole) {
  const guide = readFileSync(join(packageRoot(), 'docs', 'guides', 'aws-access.md'), 'utf8')
  const trusted = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text!)
  const statements = policies
    .flatMap((path) => statementsOf(readFileSync(join(packageRoot(), 'actions', path), 'utf8'), words))
    .filter(({ Sid }) => Sid === undefined || !without.includes(Sid))
    .map(({ Action, ...statement }) => ({
      ...statement,
      Action: Action.filter((action) => !without.includes(action)),
    }))
    .filter(({ Action }) => Action.length > 0)
  const PolicyDocument = { Version: '2012-10-17', Statement: [...statements, ...more] }
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: filled(trusted[jobsOf === 'environment' ? 0 : 1]!, trust),
      Policies: [{ PolicyName: name, PolicyDocument }],
    },
  }
}

function statementsOf(policy: string, words: PolicyWords): readonly Statement[] {
  return (filled(policy, words) as { readonly Statement: readonly Statement[] }).Statement
}

function filled(text: string, words: PolicyWords): unknown {
  return JSON.parse(text.replace(/\b[A-Z_]{3,}\b/g, (word) => words[word] ?? word))
}
