import { expect, test } from '@jest/globals'
import { relativeToWorkspace } from './workspace-paths.ts'

const runner = relativeToWorkspace('/home/runner/work/shop/shop')

test.each([
  ['there is no file /home/runner/work/shop/shop/liftlock.yml', 'there is no file liftlock.yml'],
  ['"/home/runner/work/shop/shop/a b/c", line 3', '"a b/c", line 3'],
  ['there is no folder /home/runner/work/shop/shop', 'there is no folder .'],
  ['the links in /home/runner/work/shop/shop: too many', 'the links in .: too many'],
  [
    '/home/runner/work/shop/shop-2/x and /home/runner/work/shop/shops',
    '/home/runner/work/shop/shop-2/x and /home/runner/work/shop/shops',
  ],
  ['file:///home/runner/work/shop/shop/x', 'file:///home/runner/work/shop/shop/x'],
  ['/mnt/home/runner/work/shop/shop/x', '/mnt/home/runner/work/shop/shop/x'],
])('%s', (text, expected) => {
  expect(runner(text)).toBe(expected)
})

test('a checkout on Windows, one that ends in a slash, and none', () => {
  expect(relativeToWorkspace('D:\\a\\shop')('D:\\a\\shop\\app\\x.yml')).toBe('app\\x.yml')
  expect(relativeToWorkspace('/w/')('/w/a')).toBe('a')
  expect(relativeToWorkspace(undefined)('/w/a')).toBe('/w/a')
  expect(relativeToWorkspace('')('/w/a')).toBe('/w/a')
})
