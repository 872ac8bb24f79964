import { expect, test } from '@jest/globals'
import { pageGuard } from './page-guard.ts'

test('a page that comes again ends the list, also one of several members', () => {
  const guard = pageGuard('ListThings')
  expect([guard('1'), guard('2'), guard(undefined)]).toEqual(['1', '2', undefined])
  expect(() => guard('1')).toThrow('ListThings: the service names a page again that it gave before')
  const pairs = pageGuard('ListVersions')
  pairs({ key: 'a', version: '1' })
  expect(() => pairs({ key: 'a', version: '1' })).toThrow('names a page again')
})

test('a list has as many pages as it may have, and not one more', () => {
  const guard = pageGuard('ListThings', 3)
  guard('1')
  guard('2')
  expect(() => guard('3')).toThrow('ListThings: the service has more than 3 pages of it')
  const own = pageGuard('ListThings', 1, 'three empty pages in a row')
  expect(() => own('1')).toThrow('ListThings: three empty pages in a row')
})

test('pages that take turns end the list, and an empty token is its end', () => {
  const guard = pageGuard('ListThings')
  guard('a')
  guard('b')
  expect(() => guard('a')).toThrow('names a page again')
  expect(pageGuard('ListThings')('')).toBeUndefined()
})
