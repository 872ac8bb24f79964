import type { ChangeSet, ChangeSetRequest, RollbackSettings, Stack } from '../../core/ports/stacks.ts'
import { canonicalJson } from '../canonical-json.ts'
import { isSameTemplate } from '../template/same-template.ts'
import { isSameText } from '../template/same-text.ts'
import type { Template } from '../template/template.ts'
import { parameterDifference } from './parameter-difference.ts'

/** What our request asked for, and the stack as it was at that time. */
export interface WantedChangeSet {
  readonly request: Omit<ChangeSetRequest, 'template'>
  /** The id that our own CreateChangeSet call returned. */
  readonly id: string
  readonly stackId: string
  /** Text of the template; undefined when the request gave only an address. */
  readonly text: string | undefined
  /** Undefined when it is unknown which parameters are secret. */
  readonly template: Template | undefined
  /** The stack before the request; undefined when it did not exist. */
  readonly stack: Stack | undefined
}

/**
 * The differences between a change set and our request, one line each. Compared is what CloudFormation returns; it does
 * not return the service role. Members that the answer leaves out are not compared. What we did not request may be as
 * the stack has it.
 * @param given template of the change set, in the stage `Original`; undefined when it cannot be read
 */
export function changeSetDifference(
  wanted: WantedChangeSet,
  changeSet: ChangeSet,
  given: string | undefined,
): string[] {
  const { request, text, stack } = wanted
  const { content } = changeSet
  const { rollback } = content
  const unlike: [string, boolean][] = [
    ['id', changeSet.id === wanted.id],
    ['name', changeSet.name === request.name],
    ['stack', changeSet.stackId === wanted.stackId],
    ['description', changeSet.description === request.description],
    ['template', text === undefined || given === undefined || isSameTemplate(text, given)],
    ['tags', isSameTags(request.tags, content.tags, stack?.tags)],
    ['capabilities', isSameList(request.capabilities, content.capabilities)],
    [
      'notification topics',
      isSameList(request.notificationArns ?? [], content.notificationArns, stack?.notificationArns),
    ],
    ['inclusion of nested stacks', request.includeNested === (content.includeNested ?? request.includeNested)],
    ['import of existing resources', (request.importExisting ?? false) === content.importExisting],
    ['deployment mode', (request.revertDrift ? 'REVERT_DRIFT' : 'STANDARD') === content.deploymentMode],
    ['rollback configuration', isEmpty(rollback) || canonicalJson(rollback) === canonicalJson(stack?.rollback ?? '')],
    ['action on a failure', (content.onStackFailure ?? 'ROLLBACK') === 'ROLLBACK'],
    ['deployment configuration', (content.configurationMode ?? 'STANDARD') === 'STANDARD'],
  ]
  return [
    ...unlike.flatMap(([name, isSame]) => (isSame ? [] : [`its ${name} differs`])),
    ...parameterDifference(request.parameters, content.parameters, wanted.template, stack?.parameters),
  ]
}

/** Tags that we did not request stay as the stack has them. Tags of AWS itself are ignored. */
export function isSameTags(
  wanted: Readonly<Record<string, string>> | undefined,
  given: Readonly<Record<string, string>>,
  kept: Readonly<Record<string, string>> = {},
): boolean {
  const own = ownTags(given)
  if (wanted !== undefined) return isSameText(canonicalJson(ownTags(wanted)), canonicalJson(own))
  return Object.keys(own).length === 0 || canonicalJson(own) === canonicalJson(ownTags(kept))
}

function ownTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith('aws:')))
}

function isSameList(
  wanted: readonly string[],
  given: readonly string[] | undefined,
  kept: readonly string[] = [],
): boolean {
  if (given === undefined) return true
  const text = (list: readonly string[]) => [...new Set(list)].sort().join('\n')
  return text(given) === text(wanted) || (wanted.length === 0 && text(given) === text(kept))
}

function isEmpty({ triggers, monitoringMinutes }: RollbackSettings): boolean {
  return triggers.length === 0 && monitoringMinutes === 0
}
