import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parkingFiles } from '../../../test/support/parking-model.ts'
import { modelSummary } from '../../core/model-summary/model-summary.ts'
import { packageRoot } from '../../system/package-root.ts'
import { readModel } from '../model/read-model.ts'
import type { Model } from '../model/types/model.ts'
import { renderSummary, summaryOf } from './render-summary.ts'
import { tablesOf } from './tables-of.ts'

async function modelOf(): Promise<Model> {
  return (await readModel(await parkingFiles(), 'model')).model!
}

const template = readFileSync(`${packageRoot()}/test/golden/parking/template.json`, 'utf8')

test('the summary is what the plan of the next release reads, and has the same bytes again', async () => {
  const text = renderSummary(await modelOf(), tablesOf([template]))
  expect(modelSummary.safeParse(JSON.parse(text)).error).toBeUndefined()
  expect(renderSummary(await modelOf(), tablesOf([template]))).toBe(text)
})

test('it says who may call, what is asked for, and what is kept', async () => {
  const { commands, queries, aggregates, tables, roles } = summaryOf(await modelOf(), tablesOf([template]))
  expect(roles).toEqual(['administrator'])
  expect(commands['Garage.open']).toMatchObject({
    access: 'role administrator',
    inputs: { code: 'String!, matching ^[A-Z]{3}$', covered: 'Boolean, else false', 'spots.number': 'String!' },
  })
  expect(queries).not.toEqual({})
  expect(aggregates['Parking.Garage']!.flows.Open).toBe('create, on OpenGarageRequested')
  expect(tables.EventStore!.key).not.toBe('')
})

test('it contains no code and no text of a template', async () => {
  const text = renderSummary(await modelOf(), {})
  expect(text.length).toBeLessThan(template.length / 10)
  expect(/def |return |import /.test(text)).toBe(false)
})
