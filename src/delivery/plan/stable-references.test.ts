import { expect, test } from '@jest/globals'
import type { ResourceChange } from '../../core/ports/stacks.ts'
import { withoutStableReferences } from './stable-references.ts'

const changed = (
  logicalId: string,
  details: ResourceChange['details'],
  more: Partial<ResourceChange> = {},
): ResourceChange => ({
  action: 'Modify',
  logicalId,
  type: 'X',
  details,
  ...more,
})
const follows = (target: string, cause: string) => ({ target, cause, requiresRecreation: 'Always' })
/** A change moves its resource when a property that forces it is left. */
const moves = ({ details }: ResourceChange) => details.some(({ requiresRecreation }) => requiresRecreation === 'Always')
const targets = (changes: readonly ResourceChange[]) =>
  changes.map(({ details }) => details.map(({ target }) => target))

test('a property that follows the ARN or the name of a resource that stays changes nothing', () => {
  const rule = changed('Rule', [follows('FunctionName', 'Function'), follows('SourceArn', 'Function.Arn')], {
    replacement: 'Conditional',
  })
  const reduced = withoutStableReferences([changed('Function', [{ target: 'Code' }]), rule], moves)
  expect(targets(reduced)).toEqual([['Code'], []])
  expect(reduced[1]!.replacement).toBe('False')
})

test('what follows a resource that is replaced moves with it, over several steps', () => {
  const table = changed('Table', [{ target: 'KeySchema', requiresRecreation: 'Always' }])
  const reduced = withoutStableReferences(
    [changed('C', [follows('P', 'B')]), changed('B', [follows('P', 'Table.Arn')]), table],
    moves,
  )
  expect(targets(reduced)).toEqual([['P'], ['P'], ['KeySchema']])
})

test('another attribute, a parameter, and a resource that is new may change what follows them', () => {
  const added = changed('New', [], { action: 'Add' })
  const follower = changed('F', [follows('A', 'Table.StreamArn'), follows('B', 'Stage'), follows('C', 'New.Arn')])
  expect(targets(withoutStableReferences([changed('Table', [{ target: 'Tags' }]), added, follower], moves))[2]).toEqual(
    ['A', 'B', 'C'],
  )
})
