import { expect, test } from '@jest/globals'
import { nextPage } from './next-page.ts'

const linked = (link: string) => nextPage({ headers: { link } }, 2)

test('the next page comes from the header, and a page that does not come later is none', () => {
  expect(linked('<https://a/x?page=1>; rel="prev", <https://a/x?per_page=100&page=3>; rel="next"')).toBe(3)
  expect(linked('<https://a/x?page=9>; rel="last"')).toBeUndefined()
  expect(linked('<https://a/x?page=2>; rel="next"')).toBeUndefined()
  expect(linked('<https://a/x?page=x>; rel="next"')).toBeUndefined()
  expect(linked('')).toBeUndefined()
})
