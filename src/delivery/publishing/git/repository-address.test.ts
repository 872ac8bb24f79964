import { expect, test } from '@jest/globals'
import { addressPath, commitPage, parseRepository, repositoryName, serverOf } from './repository-address.ts'

const server = 'https://github.com'

test('owner/name lies at the server, by https with a token and by ssh with a key', () => {
  expect(parseRepository({ repository: 'acme/shop', server, token: 't0ken' })).toEqual({
    address: 'https://github.com/acme/shop.git',
    credential: { kind: 'token', token: 't0ken' },
  })
  expect(parseRepository({ repository: 'acme/shop', server, deployKey: 'key' })).toEqual({
    address: 'ssh://git@github.com/acme/shop.git',
    credential: { kind: 'key', privateKey: 'key', knownHosts: expect.stringContaining('github.com ssh-ed25519 ') },
  })
})

test('a path is a path, and takes no credential along', () => {
  expect(parseRepository({ repository: '../shop.git', server, token: 't0ken' })).toEqual({ address: '../shop.git' })
  expect(parseRepository({ repository: './shop', server })).toEqual({ address: './shop' })
  expect(parseRepository({ repository: 'file:///srv/shop.git', server, token: 't' })).toEqual({
    address: 'file:///srv/shop.git',
  })
})

test.each([
  ['https://me:secret@example.com/a/b', undefined],
  ['--upload-pack=x', undefined],
  ['ext::sh -c true', undefined],
  ['http://example.com/a/b', 't0ken'],
  ['ssh://git@example.com/a/b', 't0ken'],
])('%s is refused, and no secret is in the message', (repository, token) => {
  expect.assertions(2)
  try {
    parseRepository({ repository, server, token })
  } catch (error) {
    expect(error).toMatchObject({ reason: 'input-invalid' })
    expect((error as Error).message).not.toMatch(/secret|t0ken/)
  }
})

test.each([
  ['https://github.com/acme/shop.git', 'acme/shop'],
  ['git@github.com:acme/shop.git', 'acme/shop'],
  ['ssh://git@host:22/acme/shop', 'acme/shop'],
  ['/srv/git/acme/shop.git/', 'acme/shop'],
  ['C:/repos/shop', 'repos/shop'],
])('%s is called %s', (address, name) => {
  expect(repositoryName(address)).toBe(name)
})

test.each([
  ['https://github.com/acme/shop.git', 'https://github.com'],
  ['https://ann@GitHub.com/acme/shop', 'https://github.com'],
  ['http://localhost:3000/acme/shop', 'http://localhost:3000'],
  ['git@github.com:acme/shop.git', 'https://github.com'],
  ['ssh://git@github.example:2222/acme/shop.git', 'https://github.example'],
  ['ssh://github.example/acme/shop.git', 'https://github.example'],
  ['/srv/acme/shop.git', undefined],
  ['acme/shop', undefined],
  ['file:///srv/acme/shop.git', undefined],
  ['C:/acme/shop.git', undefined],
])('a browser opens %s at %s', (address, expected) => {
  expect(serverOf(address)).toBe(expected)
})

test('a path in an address keeps its parts', () => {
  expect(addressPath('models/car park/é#1')).toBe('models/car%20park/%C3%A9%231')
  expect(addressPath('\ud800')).toBe('%EF%BF%BD')
})

const github = 'https://github.com'
const page = 'https://github.com/acme/shop/commit/0123abcd'

test.each([
  ['acme/shop', github, page],
  ['acme/shop', 'https://git.example.com:8443/', 'https://git.example.com:8443/acme/shop/commit/0123abcd'],
  ['https://github.com/acme/shop.git', 'https://elsewhere.example.com', page],
  ['https://github.com/acme/shop/', github, page],
  ['https://git.example.com/group/acme/shop', github, undefined],
  ['https://github.com/acme/shop?x=)', github, undefined],
  ['acme/shop', 'http://localhost:3000', undefined],
  ['http://github.com/acme/shop', github, undefined],
  ['git@github.com:acme/shop.git', github, undefined],
  ['ssh://git@github.com/acme/shop.git', github, undefined],
  ['file:///srv/acme/shop.git', github, undefined],
  ['../acme/shop', github, undefined],
  ['/srv/acme/shop.git', github, undefined],
  ['./shop', github, undefined],
])('the page of a commit of %s at %s is %s', (repository, server, expected) => {
  expect(commitPage({ repository, server }, '0123abcd')).toBe(expected)
})
