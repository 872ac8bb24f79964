import { expect, test } from '@jest/globals'
import { goodPipeline } from '../../test/support/sample-pipelines.ts'
import { admitResource } from './admission/admit.ts'
import { namesText, suggestions } from './suggest.ts'

test('suggestions are looked for two hundred times, and after that no more', () => {
  const suggest = suggestions()
  const guesses = Array.from({ length: 201 }, () => suggest('Produktion', ['Production']))
  expect(new Set(guesses.slice(0, 200))).toEqual(new Set(['Production']))
  expect(guesses[200]).toBeUndefined()
})

test('a message has ten names of many', () => {
  expect(namesText(['a', 'b'])).toBe('a, b')
  expect(namesText(Array.from({ length: 12 }, (_, index) => `n${index}`))).toBe(
    'n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 2 others',
  )
})

test('thousands of wrong names are all found', () => {
  const pipeline = goodPipeline()
  pipeline.Stages[3].Actions[0].Configuration = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [`Key${index}`, `#{Nowhere.Value${index}}`]),
  )
  const rules = admitResource(pipeline).findings.map(({ rule }) => rule)
  expect(rules.filter((rule) => rule === 'P-10')).toHaveLength(3000)
  expect(rules.filter((rule) => rule === 'P-13')).toHaveLength(3000)
})

test('opening brackets without an end are no references', () => {
  const pipeline = goodPipeline()
  pipeline.Stages[4].Actions[1].Configuration.UserParameters = '#{'.repeat(400)
  expect(admitResource(pipeline).findings).toEqual([])
})
