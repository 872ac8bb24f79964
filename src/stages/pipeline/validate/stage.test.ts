import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { saying } from '../../../../test/support/in-command-words.ts'
import { classicPipeline, goodPipeline, type Properties } from '../../../../test/support/sample-pipelines.ts'
import { testContext } from '../../../../test/support/test-context.ts'
import { readResource } from '../../../pipeline/definition/read-definition.ts'
import { renderDeclaration } from '../../../pipeline/definition/render-definition.ts'
import { pipeline } from '../stage.ts'
import { validatePipeline } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'liftlock-pipeline-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Writes a file, and validates it. */
async function validated(name: string, text: string) {
  const file = join(folder, name)
  writeFileSync(file, text)
  const context = testContext()
  const ended = await validatePipeline.run({ definition: file }, context).catch((error: unknown) => error)
  const findings = context.findings.map(({ rule, text, place }) => `${rule} ${place?.line}:${place?.column} ${text}`)
  return { ended, findings, context, file }
}

const resource = (properties: Properties) => ({ Type: 'AWS::CodePipeline::Pipeline', Properties: properties })
const declaration = () => renderDeclaration(readResource(goodPipeline()).definition!)

test('a template is admitted, with one line about each pipeline', async () => {
  const Resources = {
    Shop: resource(goodPipeline()),
    Other: resource(classicPipeline()),
    Bucket: { Type: 'AWS::S3::Bucket' },
  }
  const { ended, context } = await validated('template.yaml', stringify({ Resources }))
  expect(ended).toEqual({ outcome: 'succeeded', pipelines: 2, errors: 0, warnings: 0 })
  expect(context.reports.map((report) => ('text' in report ? report.text : report.kind))).toEqual([
    'Shop: V2 · QUEUED · 5 stages · 8 actions',
    'Other: 3 stages · 5 actions',
    '2 pipelines admitted; nothing to mend',
  ])
})

test('each finding has its line, its path in the template, its reason and the next step', async () => {
  const text = `Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !GetAtt Role.Arn
      ArtifactStore: { Type: S3, Location: !Ref Bucket }
      Stages:
        - Name: Source
          Actions:
            - Name: Code
              ActionTypeId: { Category: Source, Owner: AWS, Provider: S3, Version: 1 }
              Configuration:
                S3Bucket: !Ref Bucket
                S3ObjectKey: code.zip
              OutputArtifacts: [Name: Code]
        - Name: Build
          Actions:
            - Name: Build
              ActionTypeId: { Category: Build, Owner: AWS, Provider: CodeBuild, Version: 1 }
              RunOrder: 0
              Configuration: { ProjectNam: !Ref Project }
              InputArtifacts: [Name: Cod]
`
  const { ended, findings, file, context } = await validated('broken.yaml', text)
  const actionOf = (stage: number) => `Resources.Pipeline.Properties.Stages[${stage}].Actions[0]`
  const build = 'action Build of stage Build'
  expect(findings).toEqual([
    expect.stringContaining(`P-17 12:15 ${actionOf(0)}.Configuration: action Code of stage Source polls for changes,`),
    `P-02 20:15 ${actionOf(1)}.RunOrder: 0 is not a number from 1 to 999`,
    `P-10 21:15 ${actionOf(1)}.Configuration: ${build} lacks ProjectName, which an action of CodeBuild needs`,
    expect.stringContaining(`P-10 21:32 ${actionOf(1)}.Configuration.ProjectNam: ${build} is told ProjectNam,`),
    `P-12 22:32 ${actionOf(1)}.InputArtifacts[0].Name: ${build} takes the artifact Cod, which no action makes`,
  ])
  expect(context.findings.at(3)?.fix).toBe('did you mean ProjectName?')
  expect(ended).toMatchObject({
    reason: 'pipeline-invalid',
    outcome: 'rejected',
    message: `4 errors, 1 warning in ${file}`,
    hint: saying('liftlock explain P-02 explains the first rule'),
  })
})

test('the summary has the findings, errors first, and a failure has the figures', async () => {
  const noisy = { ...goodPipeline(), ExecutionMode: 'x|y'.repeat(9000), Variables: [{ Name: 'a' }] }
  const { context } = await validated('summary.json', JSON.stringify({ Resources: { Shop: resource(noisy) } }))
  const summaries = context.reports.flatMap((each) => (each.kind === 'summary' ? each.markdown : []))
  expect(summaries).toEqual([expect.stringContaining('| error P-02 | `')])
  expect(summaries[0]).toMatch(/^\| rule \| in the file \| what \| next \|\n\|---/)
  expect(summaries[0]!.length).toBeLessThan(6000)
  const [figures] = context.reports.flatMap((each) => (each.kind === 'outputs' ? each.values : []))
  expect(figures).toMatchObject({ pipelines: 1, errors: context.findings.filter((f) => f.severity === 'error').length })
})

test.each([
  ['the answer of GetPipeline', () => ({ ...declaration(), metadata: { updated: 1 } })],
  ['the input of CreatePipeline', () => ({ ...declaration(), tags: [{ key: 'a', value: 'b' }] })],
  ['a declaration alone', () => declaration().pipeline],
])('%s is admitted, in JSON and in YAML', async (_, document) => {
  const { ended } = await validated('export.json', JSON.stringify(document(), undefined, 2))
  expect(ended).toMatchObject({ outcome: 'succeeded', pipelines: 1 })
  expect((await validated('export.yaml', stringify(document()))).ended).toEqual(ended)
})

test('a finding of an export has the path and the line of the export', async () => {
  const { pipeline: exported } = declaration()
  const broken = { pipeline: { ...exported, pipelineType: 'V3' } }
  const { findings } = await validated('wrong.json', JSON.stringify(broken, undefined, 2))
  const line =
    JSON.stringify(broken, undefined, 2)
      .split('\n')
      .findIndex((each) => each.includes('"V3"')) + 1
  expect(findings).toEqual([expect.stringContaining(`P-02 ${line}:5 pipeline.pipelineType: "V3" is not one of V1, V2`)])
})

test('numbers in place of text are an error of an export, and none of a template', async () => {
  const { pipeline: exported } = declaration()
  const { findings } = await validated('number.json', JSON.stringify({ pipeline: { ...exported, name: 7 } }))
  expect(findings).toEqual([expect.stringContaining('P-01 1:14 pipeline.name: is not a text')])
})

test('pipelines in a loop are checked, each template by itself', async () => {
  const broken = { ...goodPipeline(), ExecutionMode: 'PARALEL' }
  const Resources = { 'Fn::ForEach::Regions': ['R', ['a', 'b'], { 'Pipeline${R}': resource(broken) }] }
  const { findings } = await validated('loop.json', JSON.stringify({ Resources }))
  expect(findings).toEqual([
    expect.stringMatching(
      /^P-02 1:\d+ Resources\.Fn::ForEach::Regions\[2\]\.Pipeline\$\{R\}\.Properties\.ExecutionMode/,
    ),
  ])
})

test('a finding in a branch has the line of the branch, also in the short form', async () => {
  const branch = (indent: string) => [
    '- Manual',
    `${indent}- Name: Approve`,
    `${indent}  RunOrder: 0`,
    `${indent}  ActionTypeId: { Category: Approval, Owner: AWS, Provider: Manual, Version: 1 }`,
    `${indent}- !Ref AWS::NoValue`,
  ]
  const head = [
    'Resources:',
    '  P:',
    '    Type: AWS::CodePipeline::Pipeline',
    '    Properties:',
    '      Stages:',
    '        - Name: Build',
    '          Actions:',
  ]
  const short = [...head, '            - !If', `              ${branch('              ').join('\n')}`]
  const long = [...head, '            - Fn::If:', `              ${branch('              ').join('\n')}`]
  for (const lines of [short, long])
    expect((await validated('branch.yaml', lines.join('\n'))).findings).toContainEqual(
      expect.stringMatching(/^P-02 11:17 .*Actions\[0\]\.Fn::If\[1\]\.RunOrder: 0 is not/),
    )
})

test.each([
  ['a template without one', 'Resources:\n  Bucket: { Type: AWS::S3::Bucket }\n'],
  ['a text', 'hello'],
  ['a list', '[1, 2]'],
  ['another document', '{"name": "shop"}'],
])('%s has no pipeline', async (_, text) => {
  expect((await validated('none.yaml', text)).ended).toMatchObject({
    reason: 'input-invalid',
    outcome: 'invalid-input',
  })
})

test.each([
  ['stages that are no list', { stages: 'none' }],
  ['stages of nothing', { stages: [null, 1, 'x', [], {}] }],
  [
    'everything of another kind',
    { stages: [{ name: [], actions: { a: 1 }, beforeEntry: 7 }], variables: {}, artifactStores: 3 },
  ],
  ['a name of the prototype', JSON.parse('{"stages": [], "__proto__": {"name": 1}, "constructor": 2}')],
])('%s: findings, and no failure of ours', async (_, document) => {
  const { ended, findings } = await validated('strange.json', JSON.stringify(document))
  expect(ended).toMatchObject({ reason: 'pipeline-invalid' })
  expect(findings.length).toBeGreaterThan(0)
})

test('as an action, the command is an input, and what it needs is asked for', async () => {
  const file = join(folder, 'action.json')
  writeFileSync(file, JSON.stringify(declaration()))
  expect(await pipeline.run({ command: 'validate', definition: file }, testContext())).toMatchObject({ pipelines: 1 })
  await expect(pipeline.run({ command: 'validate' }, testContext())).rejects.toMatchObject({ reason: 'input-missing' })
})
