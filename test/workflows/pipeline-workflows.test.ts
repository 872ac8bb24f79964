import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ownPath, parseWorkflow } from '../../scripts/audit-workflows/workflow.ts'
import { readWorkflowSources } from '../../scripts/audit-workflows/workflow-sources.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** What holds for the workflows around a pipeline, whatever is written into them next. */
const texts = new Map(readWorkflowSources(packageRoot()).map(({ path, text }) => [path, text]))
const callable = [...texts.keys()].filter((path) => path.startsWith('.github/workflows/pipeline-'))
const jobsOf = (path: string) => Object.entries(parseWorkflow(texts.get(path)!).jobs ?? {})

test('whatever a pull request starts has a token to read only, and neither secret, variable nor environment', () => {
  const started = [...texts].filter(([, text]) => Object.keys(parse(text).on ?? {}).includes('pull_request'))
  expect(started.map(([path]) => path)).toEqual(
    expect.arrayContaining(['workflows/codepipeline/check.yml', 'workflows/github/model.yml']),
  )
  const path = 'workflows/codepipeline/check.yml'
  const called = jobsOf(path).map(([, { uses }]) => ownPath(uses!)!)
  expect(called).toEqual(['.github/workflows/pipeline-check.yml'])
  for (const file of [path, ...called]) {
    expect(jobsOf(file).map(([, { permissions }]) => permissions)).toEqual([{ contents: 'read' }])
    expect(texts.get(file)).not.toMatch(/secrets\.|vars\.|environment:/)
  }
})

test('no run of a delivery or of a decision cancels another one', () => {
  expect(callable).toHaveLength(3)
  for (const path of callable.filter((name) => !name.endsWith('-check.yml')))
    expect([path, parse(texts.get(path)!).concurrency, jobsOf(path).map(([, job]) => job.concurrency)]).toEqual([
      path,
      undefined,
      jobsOf(path).map(() => undefined),
    ])
})

test('whoever starts does not approve: the two roles are for two jobs, and the one that approves has an environment', () => {
  const roles = callable.flatMap((path) =>
    jobsOf(path).flatMap(([id, { steps = [], environment }]) =>
      steps
        .filter(({ with: given }) => /^(approve|reject|\$\{\{ inputs\.command \}\})$/.test(String(given?.command)))
        .map(({ with: given }) => [id, environment, given?.role]),
    ),
  )
  expect(roles).toEqual([
    ['decide', '${{ inputs.environment }}', '${{ vars.LIFTLOCK_ROLE }}'],
    ['approve', '${{ inputs.approval }}', '${{ vars.LIFTLOCK_ROLE }}'],
  ])
  const starts = jobsOf('.github/workflows/pipeline-deliver.yml').flatMap(([, { steps = [] }]) =>
    steps.filter(({ with: given }) => given?.command === 'start').map(({ with: given }) => given?.role),
  )
  expect(starts).toEqual(['${{ vars.LIFTLOCK_STARTER_ROLE }}'])
})

test('an approval names the release that this run packaged, the plan and the token that it saw', () => {
  const [, approve] = jobsOf('.github/workflows/pipeline-deliver.yml').find(([id]) => id === 'approve')!
  expect(approve.steps!.find(({ with: given }) => given?.command === 'approve')!.with).toMatchObject({
    execution: '${{ needs.start.outputs.execution }}',
    token: '${{ needs.follow.outputs.approval }}',
    release: '${{ needs.start.outputs.release }}',
    plan: "${{ needs.follow.outputs.plan != 'none' && needs.follow.outputs.plan || '' }}",
  })
})

test('an environment of the workflows around a pipeline is never composed, so that an empty input makes none', () => {
  const names = callable.flatMap((path) => jobsOf(path).flatMap(([, { environment }]) => environment ?? []))
  expect(new Set(names)).toEqual(new Set(['${{ inputs.environment }}', '${{ inputs.approval }}']))
})

test('what a job puts out and may be empty has a word for that, because GitHub keeps the value of the attempt before', () => {
  const outputs = jobsOf('.github/workflows/pipeline-deliver.yml').flatMap(([, job]) =>
    Object.entries(job.outputs ?? {}),
  )
  const mayBeEmpty = outputs.filter(([name]) => ['approval', 'plan', 'failure-reason'].includes(name))
  expect(mayBeEmpty).toHaveLength(5)
  expect(mayBeEmpty.filter(([, value]) => !/ \|\| 'none' \}\}$/.test(String(value)))).toEqual([])
})
