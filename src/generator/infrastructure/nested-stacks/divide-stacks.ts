import { sha256 } from '../../../core/sha256.ts'
import type { TemplateResources } from '../template.ts'
import { type NestedStack, renderNestedStack } from './render-nested-stack.ts'

/** Resources that stay in the same stack. `id` is the logical id that decides which stack. */
export interface ResourceGroup {
  readonly id: string
  readonly members: TemplateResources
}

/**
 * Resources that may leave the root stack: they keep no data, and no other resource of the root stack refers to them.
 */
export interface DivisibleResources {
  readonly all: TemplateResources
  /** Functions, one for each aggregate and notifier. */
  readonly functions: readonly ResourceGroup[]
}

/** Resources of the root stack, and the templates of its nested stacks. */
export interface DividedStacks {
  readonly root: TemplateResources
  readonly nested: readonly NestedStack[]
}

/**
 * Up to this many resources, the application is one stack. This is fifty less than CloudFormation allows, because a
 * larger application may have to keep deployed resources in its root stack, in addition to nested stacks and the log
 * groups of new functions.
 */
export const undividedResources = 450

/** Number of nested stacks of each kind. It must never change, because it decides the stack of a deployed resource. */
const stacksOfAKind = 5

/**
 * Puts resolvers and functions into nested stacks. The stack depends only on the logical id, so a resource stays there
 * when the model changes. Tables, users, buckets, secrets, queues, log groups and single resources stay in the root
 * stack.
 * @param kept logical ids that stay in the root stack, because they were deployed there before the application was
 * divided
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
