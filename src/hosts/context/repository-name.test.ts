import { expect, test } from '@jest/globals'
import { readRepositoryName, repositoryOfRemote } from './repository-name.ts'

test.each([
  'https://github.com/acme/shop',
  'https://github.com/acme/shop.git',
  'https://x-access-token:secret@github.com/acme/shop.git/',
  'git@github.com:acme/shop.git',
  'ssh://git@github.com:22/acme/shop.git',
  'ssh://git@ssh.github.com:443/acme/shop.git',
])('the remote %s names its repository', (remote) => {
  expect(repositoryOfRemote(remote, 'github.com')).toEqual({ owner: 'acme', name: 'shop' })
})

test.each([
  'https://gitlab.example/acme/shop.git',
  'https://github.com.evil.example/acme/shop',
  'https://evil.example/github.com/acme/shop',
  'git@evil.example:acme/shop.git',
  '/srv/git/acme/shop.git',
  '../shop',
  '',
])('the remote %j is none of GitHub', (remote) => {
  expect(repositoryOfRemote(remote, 'github.com')).toBeUndefined()
})

test.each(['acme', 'acme/shop/more', 'acme/..', '../shop', 'acme/shop?x=1', 'ac me/shop', 'acme/%2e%2e', '/shop'])(
  '%j is no repository',
  (text) => {
    expect(() => readRepositoryName(text)).toThrow(expect.objectContaining({ reason: 'input-invalid' }))
  },
)
