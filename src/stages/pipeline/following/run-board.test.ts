import { expect, test } from '@jest/globals'
import { scriptedAction } from '../../../../test/support/scripted-codepipeline.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import { runBoard } from './run-board.ts'
import { newView, type RunView } from './run-view.ts'

const now = new Date(Date.UTC(2026, 10, 21, 12, 1))

function viewOf(names: readonly string[], actions: readonly ActionDetail[], actionsEach = 2): RunView {
  const stages = names.map((name) => ({ name, actions: Array.from({ length: actionsEach }, () => ({})) }))
  return { ...newView('shop', 'id'), definition: { stages }, actions }
}

const waits = { input: { actionTypeId: { category: 'Approval' } } }
const builds = { input: { actionTypeId: { category: 'Build', provider: 'CodeBuild' } } }

test('every stage is a row, and so is each action that runs', () => {
  const actions = [
    scriptedAction('Test/Ask', 'InProgress', [30], waits),
    scriptedAction('Test/Lint', 'InProgress', [40], builds),
    scriptedAction('Build/Compile', 'Succeeded', [10, 30]),
    scriptedAction('Build/Compile', 'Failed', [1, 5]),
  ]
  expect(runBoard(viewOf(['Build', 'Test', 'Production'], actions), now)).toEqual(
    [
      { name: 'Build', state: 'done', text: '1 of 2 actions', seconds: 20 },
      { name: 'Test', state: 'running', text: '0 of 2 actions', seconds: 30 },
      { name: 'Ask', state: 'running', text: 'waits for an approval', seconds: 30, isInner: true },
      { name: 'Lint', state: 'running', text: 'CodeBuild', seconds: 20, isInner: true },
      { name: 'Production', state: 'open', text: '', seconds: undefined },
    ].map((row) => expect.objectContaining(row)),
  )
})

test('a failure has its reason, and without a definition those stages are shown that were seen', () => {
  const output = { executionResult: { errorDetails: { message: 'exit 1' } } }
  const view = { ...viewOf([], [scriptedAction('Build/Compile', 'Failed', [1, 5], { output })]), definition: undefined }
  expect(runBoard(view, now)).toEqual([{ name: 'Build', state: 'failed', text: 'Compile Failed: exit 1', seconds: 4 }])
})

test('a board of many stages and actions stays small', () => {
  const names = Array.from({ length: 50 }, (_, index) => `S${index}`)
  const actions = [
    ...Array.from({ length: 50 }, (_, index) => scriptedAction(`S30/A${index}`, 'InProgress', [index])),
    ...names
      .slice(0, 30)
      .map((name) => scriptedAction(`${name}/A`, 'Succeeded', [0, 1]))
      .reverse(),
  ]
  const rows = runBoard(viewOf(names, actions), now)
  expect(rows).toHaveLength(2 + 9 + 8 + 1)
  expect(rows[0]).toEqual({ name: '28 stages before', state: 'done', text: '' })
  expect(rows.at(-1)).toEqual({ name: '13 stages to come', state: 'open', text: '' })
  expect(rows).toContainEqual({ name: 'and 42 more', state: 'running', text: '', isInner: true })
})
