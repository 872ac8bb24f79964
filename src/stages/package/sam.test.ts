import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { testContext } from '../../../test/support/test-context.ts'
import { writeTree } from '../../../test/support/write-tree.ts'
import { packageStage } from './stage.ts'

const template = (folder: string) =>
  `Transform: AWS::Serverless-2016-10-31\nMetadata: { Liftlock: { Gate: gate.json } }\nResources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: ${folder}, Handler: app.handler, Runtime: python3.13 }\n`

/** Packages a tree into an archive. @returns what was said, and what is in the release */
async function pack(tree: Readonly<Record<string, string>>, source = '') {
  const { folder, remove } = await writeTree({ 'gate.json': '{}', ...tree })
  const context = testContext()
  const out = join(folder, 'out.zip')
  try {
    const given = packageStage.inputs.parse({ source: join(folder, source), application: 'shop', export: out })
    const { release } = await packageStage.run(given, context)
    const said = context.reports.flatMap((event) =>
      event.kind === 'warning' || event.kind === 'note' ? [String(event.text).replaceAll(folder, '')] : [],
    )
    const names = Buffer.from(await context.files.readBytes(out)).toString('latin1')
    return { release, said, names }
  } finally {
    await remove()
  }
}

const app = { 'hello/app.py': 'a', 'hello/requirements.txt': 'requests\n' }
const builtBySam = {
  '.aws-sam/build/template.yaml': template('Hello'),
  '.aws-sam/build/Hello/app.py': 'a',
  '.aws-sam/build/Hello/requirements.txt': 'requests\n',
  '.aws-sam/build/Hello/requests/__init__.py': '',
}

test('a folder that declares packages and holds none is packaged with a warning that says what to do', async () => {
  const { said } = await pack({ 'template.yaml': template('hello/'), ...app })

  expect(said).toContainEqual(
    'hello is packaged without its dependencies: its requirements.txt names requests, but none of them is there. Build the application first, for example by liftlock build .; if a layer brings them, ignore this warning',
  )
})

test('what sam build made is packaged without one, with the files that the template names beside it', async () => {
  const whole = { 'template.yaml': template('hello/'), ...app, ...builtBySam }
  const built = await pack(whole)
  const written = await pack(whole, 'template.yaml')

  expect(built.said.filter((text) => text.includes('without its dependencies'))).toEqual([])
  expect(built.said[0]).toBe('packaging what sam build made in /.aws-sam/build')
  expect(written.said.filter((text) => text.includes('without its dependencies'))).toHaveLength(1)
  expect(built.release).not.toBe(written.release)
})
