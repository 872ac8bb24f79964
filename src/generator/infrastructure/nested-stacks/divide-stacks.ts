import { sha256 } from '../../../core/sha256.ts'
import type { TemplateResources } from '../template.ts'
import { type NestedStack, renderNestedStack } from './render-nested-stack.ts'

/** Resources that stay together. `id` is the logical id of the one that decides where. */
export interface ResourceGroup {
  readonly id: string
  readonly members: TemplateResources
}

/** What may leave the root stack: nothing that keeps data, and nothing that another resource of the root refers to. */
export interface DivisibleResources {
  readonly all: TemplateResources
  /** One for each aggregate and notifier. */
  readonly functions: readonly ResourceGroup[]
}

/** Resources of the root stack, and the templates of its nested stacks. */
export interface DividedStacks {
  readonly root: TemplateResources
  readonly nested: readonly NestedStack[]
}

/**
 * Up to so many resources, everything lies in one stack. Fifty less than CloudFormation takes: an application that grows beyond them may
 * have to keep what it has deployed in its root stack, beside the nested stacks and the log groups of new functions.
 */
export const undividedResources = 450

/** Nested stacks of a kind. The number must never change: it decides where a deployed resource lies. */
const stacksOfAKind = 5

/**
 * Puts resolvers and functions into nested stacks. Where one lies depends on its logical id alone, so it stays there whatever the model
 * gets or loses. Tables, users, buckets, secrets, queues, log groups and everything that is there once stay in the root stack.
 * @param kept logical ids that stay in the root stack, because they were deployed there before the application was divided
 */
export function divideStacks({ all, functions }: DivisibleResources, kept: ReadonlySet<string>): DividedStacks {
  const leaving = new Map<string, ResourceGroup[]>()
  for (const [kind, groups] of [
    ['Api', resolverGroups(all)],
    ['Functions', functions.map(withoutData)],
  ] as const) {
    for (const group of groups) {
      if (group.members.some(([id]) => kept.has(id))) continue
      const stack = `${kind}${stackNumber(group.id)}`
      leaving.set(stack, [...(leaving.get(stack) ?? []), group])
    }
  }
  const nested = [...leaving]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([id, groups]) => {
      const members = groups.flatMap((group) => group.members)
      return renderNestedStack(id, members)
    })
  const left = new Set(nested.flatMap(({ members }) => members))
  const stay = all.filter(([id]) => !left.has(id))
  return { root: [...stay, ...nested.map(({ id, resource }) => [id, resource] as const)], nested }
}

function stackNumber(id: string): number {
  return (Number.parseInt(sha256(id).slice(0, 8), 16) % stacksOfAKind) + 1
}

/** What resolvers share stays in the root stack: it must not move when a second one begins to use it. */
function resolverGroups(all: TemplateResources): readonly ResourceGroup[] {
  return all
    .filter(([, { Type }]) => Type === 'AWS::AppSync::Resolver')
    .map(([id, resource]) => ({ id, members: [[id, resource] as const] }))
}

function withoutData({ id, members }: ResourceGroup): ResourceGroup {
  return { id, members: members.filter(([, { Type }]) => Type !== 'AWS::Logs::LogGroup') }
}
