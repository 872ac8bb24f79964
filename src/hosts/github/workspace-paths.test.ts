import { expect, test } from '@jest/globals'
import { relativeToWorkspace } from './workspace-paths.ts'

const runner = relativeToWorkspace('/runner/_work/shop/shop')

test.each([
  ['there is no file /runner/_work/shop/shop/liftlock.yml', 'there is no file liftlock.yml'],
  ['"/runner/_work/shop/shop/a b/c", line 3', '"a b/c", line 3'],
  ['there is no folder /runner/_work/shop/shop', 'there is no folder .'],
  ['the links in /runner/_work/shop/shop: too many', 'the links in .: too many'],
  [
    '/runner/_work/shop/shop-2/x and /runner/_work/shop/shops',
    '/runner/_work/shop/shop-2/x and /runner/_work/shop/shops',
  ],
  ['file:///runner/_work/shop/shop/x', 'file:///runner/_work/shop/shop/x'],
  ['/mnt/runner/_work/shop/shop/x', '/mnt/runner/_work/shop/shop/x'],
])('%s', (text, expected) => {
  expect(runner(text)).toBe(expected)
})

test('a checkout on Windows, one that ends in a slash, and none', () => {
  expect(relativeToWorkspace('D:\\a\\shop')('D:\\a\\shop\\app\\x.yml')).toBe('app\\x.yml')
  expect(relativeToWorkspace('/w/')('/w/a')).toBe('a')
  expect(relativeToWorkspace(undefined)('/w/a')).toBe('/w/a')
  expect(relativeToWorkspace('')('/w/a')).toBe('/w/a')
})
