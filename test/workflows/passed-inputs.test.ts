import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type Job, ownPath, parseWorkflow } from '../../scripts/audit-workflows/workflow.ts'
import { readWorkflowSources } from '../../scripts/audit-workflows/workflow-sources.ts'
import { packageRoot } from '../../src/system/package-root.ts'

interface Passed {
  readonly from: string
  readonly to: string
  readonly input: string
}

const texts = new Map(readWorkflowSources(packageRoot()).map(({ path, text }) => [path, text]))

/** Inputs that a callable workflow hands on under their own names. */
const passed = [...texts.keys()]
  .filter((path) => path.startsWith('.github/workflows/'))
  .flatMap((from) => Object.values(parseWorkflow(texts.get(from)!).jobs ?? {}).flatMap((job) => passedBy(from, job)))

function passedBy(from: string, job: Job): Passed[] {
  return [job, ...(job.steps ?? [])].flatMap(({ uses = '', with: given = {} }) => {
    const called = ownPath(uses)
    if (called === undefined) return []
    const to = called.endsWith('.yml') ? called : `${called}/action.yml`
    return Object.entries(given)
      .filter(([input, value]) => value === `\${{ inputs.${input} }}`)
      .map(([input]) => ({ from, to, input }))
  })
}

/** Undefined where the caller has to give it, or where it may be left out. */
function defaultOf(path: string, input: string): string | undefined {
  const { on, inputs } = parse(texts.get(path)!)
  const value = (on?.workflow_call.inputs ?? inputs)[input].default
  return value === undefined || value === '' ? undefined : String(value)
}

test('the time limits of the gate are passed on from the outermost workflow to the action', () => {
  const limits = ['trace-timeout', 'query-timeout', 'settle-timeout']
  const ways = passed.filter(({ input }) => limits.includes(input)).map(({ to, input }) => `${to} ${input}`)
  const through = ['.github/workflows/verify.yml', 'actions/quality-gate/action.yml']
  expect(ways.sort()).toEqual(through.flatMap((to) => limits.map((input) => `${to} ${input}`)).sort())
})

test('an input that is passed on has one default all the way', () => {
  const others = passed.filter(({ from, to, input }) => {
    const [ours, theirs] = [defaultOf(from, input), defaultOf(to, input)]
    return ours !== undefined && theirs !== undefined && ours !== theirs
  })
  expect(others).toEqual([])
})
