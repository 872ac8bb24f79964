import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { inMemoryObjects } from '../../../../test/support/in-memory-objects.ts'
import { brokenRows, hostileText, liveMarkup } from '../../../../test/support/live-markdown.ts'
import { type ModelSummary, modelSummary } from '../../../core/model-summary/model-summary.ts'
import { sha256 } from '../../../core/sha256.ts'
import { packageRoot } from '../../../system/package-root.ts'
import { renderManifest } from '../../release/manifest.ts'
import { readManifest } from '../../release/read-release.ts'
import { blobKey, manifestKey } from '../../release/release-keys.ts'
import { newsMarkdown } from '../rendering/news-markdown.ts'
import { newsLines } from '../rendering/news-text.ts'
import { modelDifference } from './model-difference.ts'
import { readNews } from './read-news.ts'

const parking = modelSummary.parse(
  JSON.parse(readFileSync(`${packageRoot()}/test/golden/parking/model.json`, 'utf8')) as unknown,
)

/** The next release: a command for everybody, a new input and a new event, one view less, a role more. */
function changed(): ModelSummary {
  const next = structuredClone(parking)
  next.commands['Garage.open']!.access = 'anyone'
  next.commands['Garage.close']!.inputs.note = 'String, else ""'
  next.events['Parking.Garage.GarageRenamed'] = { fields: { title: 'String' } }
  delete next.views[Object.keys(next.views)[0]!]
  next.roles.push('auditor')
  return next
}

test('a model is compared by its elements, with changes of access first', () => {
  const difference = modelDifference(parking, changed())
  expect(difference.text).toBe('1 role added, 2 commands changed, 1 event added, 1 view removed')
  expect(difference.elements.map(({ effect, part, name }) => `${effect} ${part} ${name}`)).toEqual([
    'changed commands Garage.open',
    'changed commands Garage.close',
    'added events Parking.Garage.GarageRenamed',
    `removed views ${Object.keys(parking.views)[0]}`,
  ])
  expect(difference.elements[0]!.values).toEqual([{ path: 'access', before: 'role administrator', after: 'anyone' }])
  expect(difference.elements[1]!.values).toEqual([{ path: 'inputs.note', after: 'String, else ""' }])
})

test('equal models do not differ', () => {
  expect(modelDifference(parking, structuredClone(parking)).text).toBeUndefined()
})

test('no name of a model becomes markup', () => {
  const next = changed()
  next.commands[hostileText] = { access: hostileText, inputs: { [hostileText]: hostileText } }
  next.roles.push(hostileText)
  next.commands['Garage.open']!.inputs[hostileText] = hostileText
  const model = modelDifference(parking, next)
  const news = { from: { digest: 'a'.repeat(64), version: hostileText }, to: { digest: 'b'.repeat(64) }, model }
  const markdown = newsMarkdown(news)
  expect(liveMarkup(markdown)).toEqual([])
  expect(brokenRows(markdown)).toEqual([])
  expect(newsLines(news).some((line) => line.includes('\n'))).toBe(false)
})

function stored(model: ModelSummary | undefined) {
  const objects = inMemoryObjects()
  const put = async (key: string, body: Uint8Array) => void (await objects.create('b', key, body, {}))
  const template = { path: 'template.json', kind: 'template' as const, sha256: '0'.repeat(64), bytes: 2 }
  const make = async (summary: ModelSummary | undefined, damage = '') => {
    const body = new TextEncoder().encode(JSON.stringify(summary))
    const artifact = { path: 'model.json', kind: 'model' as const, sha256: sha256(body), bytes: body.length }
    if (summary !== undefined)
      await put(blobKey(artifact.sha256), new TextEncoder().encode(JSON.stringify(summary) + damage))
    const manifest = renderManifest({
      formatVersion: 1,
      application: 'parking-desk',
      template,
      ...(summary === undefined ? {} : { model: artifact }),
      artifacts: [],
      parameters: [],
    })
    await put(manifestKey(sha256(manifest)), manifest)
    return readManifest({ objects, bucket: 'b' }, sha256(manifest))
  }
  return { source: { objects, bucket: 'b' }, make, model }
}

test('the news of a release compare the sealed models', async () => {
  const { source, make } = stored(parking)
  const [running, next] = [await make(parking), await make(changed())]
  const news = await readNews({ release: next, source }, { named: running, source })
  expect(news).toMatchObject({ from: { digest: running.digest }, to: { digest: next.digest } })
  expect(news!.model!.text).toContain('2 commands changed')
  expect(newsLines(news).join('\n')).toContain('~ command Garage.open (who may call or see it changes)')
  expect(await readNews({ release: running, source }, { named: running, source })).toBeUndefined()
})

test('a running release without a model, or one that is gone or damaged, stops nothing', async () => {
  const { source, make } = stored(parking)
  const next = await make(parking)
  const old = await make(undefined)
  const uncompared = async (digest: string) =>
    (await readNews({ release: next, source }, { named: { digest }, source }))?.uncompared
  expect(await uncompared(old.digest)).toBe('the release that runs has no summary of its model')
  expect(await uncompared('f'.repeat(64))).toContain('there is no release')
  const damaged = await make(changed(), ' ')
  expect(await uncompared(damaged.digest)).toContain('differs from the sealed content')
})

test('a model with very many elements gives a bounded difference that counts the others', () => {
  const next = structuredClone(parking)
  for (let index = 0; index < 20_000; index += 1) {
    next.events[`Parking.Garage.Event${index}`] = { fields: { title: 'String'.repeat(20) } }
    next.roles.push(`role${index}`)
  }
  const model = modelDifference(parking, next)
  expect(model.text).toBe('20000 roles added, 20000 events added')
  expect(JSON.stringify(model).length).toBeLessThan(1_500_000)
  expect(model.elements.length + model.left!).toBe(20_000)
  const news = { from: undefined, to: { digest: 'b'.repeat(64) }, model }
  expect(newsLines(news).length).toBeLessThan(200)
  expect(newsMarkdown(news).length).toBeLessThan(20_000)
})
