import { expect, test } from '@jest/globals'
import { inMemoryObjects } from '../../../../test/support/in-memory-objects.ts'
import { digestOf } from '../../digest.ts'
import { blobKey } from '../../release/release-keys.ts'
import { storeNestedTemplates } from './store-nested-templates.ts'

const artifact = (text: string, path: string) => ({
  artifact: { path, kind: 'template' as const, sha256: digestOf(text), bytes: text.length },
  text,
})
const inner = artifact('{"Inner":1}', 'inner.json')
const outer = artifact(`{"Url":"https://s3/bucket/${blobKey(inner.artifact.sha256)}"}`, 'outer.json')
const code = 'f'.repeat(64)
const template = `{"Url":"https://s3/bucket/${blobKey(outer.artifact.sha256)}","Code":"${blobKey(code)}"}`

test('a nested template below another one is stored first, and both are named where they lie', async () => {
  const objects = inMemoryObjects()
  const made = await storeNestedTemplates({ template, nested: [outer, inner] }, { objects, bucket: 'b' })
  const innerKey = `previews/${inner.artifact.sha256}.template`
  const moved = `{"Url":"https://s3/bucket/${innerKey}"}`
  const outerKey = `previews/${digestOf(moved)}.template`
  expect(made).toEqual({
    template: `{"Url":"https://s3/bucket/${outerKey}","Code":"${blobKey(code)}"}`,
    stored: 2,
  })
  expect([...objects.contents.keys()].sort()).toEqual([`b/${innerKey}`, `b/${outerKey}`].sort())
  expect(new TextDecoder().decode(objects.contents.get(`b/${outerKey}`))).toBe(moved)
})

test('a nested template that a release brought stays where it is, so an unchanged stack shows no change', async () => {
  const objects = inMemoryObjects()
  await objects.create('b', blobKey(outer.artifact.sha256), new TextEncoder().encode(outer.text))
  const made = await storeNestedTemplates({ template, nested: [outer, inner] }, { objects, bucket: 'b' })
  expect(made).toEqual({ template, stored: 0 })
  expect(objects.contents.size).toBe(1)
})
