import { expect, test } from '@jest/globals'
import { generate } from '../../src/generator/generate.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { toolkitResources } from '../support/generated-api.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'
import { renderedTemplate, statementsOf } from '../support/rendered-template.ts'

const notifier = `<notifier name="Scan"><trigger source="FileUploaded"><mapping target="uri" value="uri"></mapping></trigger>
<activity type="send-graphql-notification" identifier="#flow.uri" notification-type="File" message="scanned"></activity></notifier>`
const scenario = `<scenario name="UploadPlan" extends="OpenGarage"><activity type="mutation" path="upload">
<input name="name" type="String" value="plan.txt"></input><input name="content" type="String" value="north"></input>
<expected-trace command="Scan-Notifier" status="success"></expected-trace></activity></scenario>`
const taking = { 'notifiers/Scan.xml': notifier, 'scenarios/UploadPlan.xml': scenario }

const read = async (changes: Readonly<Record<string, Change>>) => readModel(await parkingFiles(changes), 'model')

test('a model that reacts to FileUploaded gets an upload path, and every reference leads somewhere', async () => {
  const { model, findings } = await read(taking)
  const tree = generate(model!, await toolkitResources())
  const template = renderedTemplate(model!)

  expect(findings).toEqual([])
  expect(tree.get('schema.graphql')).toContain('  upload(input: Upload_Payload!): UploadResult\n')
  expect([...tree.keys()].filter((path) => /upload/i.test(path))).toEqual([
    'application/handlers/uploaded_files.py',
    'application/handlers/uploads.py',
    'layers/runtime/python/draftsman/uploads.py',
    'resolvers/Mutation.upload.request.vtl',
    'resolvers/Mutation.upload.response.vtl',
  ])
  expect(template.dangling()).toEqual([])
  expect(statementsOf(template.Resources.UploadsRole!)).toContainEqual(
    expect.objectContaining({
      Action: ['s3:PutObject'],
      Resource: { 'Fn::Sub': '${ApplicationBucket.Arn}/uploads/*' },
    }),
  )
  expect(template.Resources.UploadedFilesOnFile!.Properties.EventPattern).toMatchObject({ source: ['aws.s3'] })
  expect(template.Resources.ScanNotifierOnEvents!.Properties.EventPattern).toEqual({
    source: ['appsync'],
    'detail-type': ['FileUploaded'],
  })
})

test('a model that does not react to it has neither mutation nor function, and its scenarios are told so', async () => {
  const { model } = await read({})
  const tree = generate(model!, await toolkitResources())
  expect([...tree.keys()].filter((path) => /resolvers.*upload|handlers\/upload/i.test(path))).toEqual([])
  expect(tree.get('schema.graphql')).not.toContain('upload')

  const { findings } = await read({
    'scenarios/UploadPlan.xml': scenario.replace(/<expected-trace.*<.expected-trace>/, ''),
  })
  expect(findings).toMatchObject([
    {
      rule: 'V-28',
      text: 'there is no mutation upload, because nothing reacts to FileUploaded',
      fix: 'let a flow or a notifier have the trigger FileUploaded',
    },
  ])
})

test.each([
  ['name="name"', 'name="title"', 'mutation upload needs the input name'],
  ['name="content"', 'name="contents"', 'contents'],
])('inputs of an upload are checked: %s as %s', async (from, to, text) => {
  const { findings } = await read({ ...taking, 'scenarios/UploadPlan.xml': scenario.replace(from, to) })
  expect(findings.map((finding) => finding.text).join('\n')).toContain(text)
})
