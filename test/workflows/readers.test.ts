import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { forActionlint, forRunner } from '../../scripts/audit-workflows/local-copy.ts'
import { examplesIn, readWorkflowSources } from '../../scripts/audit-workflows/workflow-sources.ts'
import { packageRoot } from '../../src/system/package-root.ts'

const root = packageRoot()
const read = (path: string) => readFileSync(join(root, path), 'utf8')

test('the copy for the local runner differs in references and two kinds of lines only', () => {
  for (const { text } of readWorkflowSources(root).filter(({ kind }) => kind === 'callable or ours')) {
    const written = text.split('\n').filter((line) => !/^ *(queue: max|deployment: false)$/.test(line))
    const copied = forRunner(text, 'v1').split('\n')
    expect(copied).toHaveLength(written.length)
    const changed = copied.filter((line, index) => line !== written[index])
    expect(changed.filter((line) => !/^ *(- )?uses: liftlock\/liftlock\/\S+@v1$/.test(line))).toEqual([])
    expect(copied.join('\n')).not.toContain('uses: $/')
  }
})

test('the copy for actionlint has paths in place of every reference to this repository', () => {
  expect(forActionlint(read('workflows/github/backend.yml'))).toContain('uses: ./.github/workflows/deliver.yml\n')
  expect(forActionlint(read('.github/workflows/deliver.yml'))).toContain('uses: ./actions/package\n')
})

test('each starter has less than thirty lines and properties of its own', () => {
  const starters = readWorkflowSources(root).filter(({ kind }) => kind === 'starter')
  expect(starters.map(({ path }) => path)).toEqual([
    ...[
      'backend.yml',
      'cleanup.yml',
      'cloudformation.yml',
      'model.yml',
      'preview.yml',
      'promote.yml',
      'release.yml',
    ].map((name) => `workflows/github/${name}`),
    ...['check.yml', 'decide.yml', 'deliver.yml'].map((name) => `workflows/codepipeline/${name}`),
  ])
  for (const { path, text } of starters) {
    expect(text.split('\n').length).toBeLessThan(30)
    expect(JSON.parse(read(path.replace('.yml', '.properties.json')))).toMatchObject({
      name: expect.stringMatching(/./),
      description: expect.stringMatching(/./),
    })
  }
})

test('where a pipeline makes no plan, its release is asked about and answered', () => {
  expect(read('workflows/codepipeline/decide.yml')).toMatch(/^ {6}release: \$\{\{ inputs\.release \}\}$/m)
  const [name] = read('.github/workflows/pipeline-deliver.yml').match(/name: approve .*/)!
  expect(name).toContain("needs.follow.outputs.plan != 'none' && format('plan {0}', needs.follow.outputs.plan)")
  expect(name).toContain("|| format('release {0}', needs.start.outputs.release)")
})

test('an example in a page is completed to a workflow, and a page without one gives none', () => {
  const [example] = examplesIn('a.md', 'Text\n```yaml\n- uses: a/b@v1\n  with:\n    c: d\n```\n')
  expect(example!.text).toMatch(/^name: example\non:\n(?:.*\n)* {6}- uses: a\/b@v1\n {8}with:\n/)
  expect(examplesIn('a.md', '```yaml\nenvironments: {}\n```\n')).toEqual([])
})
