import { expect, test } from '@jest/globals'
import type { GitRepository } from '../../core/ports/git.ts'
import { pushAtOnce } from './push.ts'

const push = {
  branch: 'main',
  isNew: false,
  commit: '1'.repeat(40),
  record: { ref: 'refs/liftlock/published/0123456789abcdef', commit: '2'.repeat(40), seen: '3'.repeat(40) },
}

/** A push that ends with these words for the branch and the record, and prints these. */
function pushed([branch, record]: readonly [string, string], stderr = 'error: failed to push some refs') {
  const lines = [
    `!\t${push.commit}:refs/heads/main\t${branch}`,
    `!\t${push.record.commit}:${push.record.ref}\t${record}`,
  ]
  const stdout = Buffer.from(['To https://github.com/acme/shop.git', ...lines, 'Done', ''].join('\n'))
  const git: GitRepository = { run: async () => ({ exitCode: 1, stdout, stderr }) }
  return pushAtOnce(git, push, { name: 'acme/shop', credentialed: true })
}

const leftOut = '[remote rejected] (atomic transaction failed)'
const lock = "remote: error: cannot lock ref 'refs/heads/main': is at 4 but expected 5"

test.each<[readonly [string, string], string]>([
  [['[rejected] (fetch first)', '[rejected] (atomic push failed)'], ''],
  [['[rejected] (atomic push failed)', '[rejected] (stale info)'], ''],
  [["[remote rejected] (cannot lock ref 'refs/heads/main': is at 4 but expected 5)", leftOut], ''],
  [[leftOut, '[remote rejected] (reference already exists)'], ''],
  [[leftOut, leftOut], lock],
])('%j is a lost race', async (words, stderr) => {
  expect(await pushed(words, stderr)).toBe('moved')
})

test.each([
  "cannot lock ref 'refs/heads/main': Unable to create './refs/heads/main.lock': Permission denied",
  "cannot lock ref 'refs/heads/main': Unable to create './refs/heads/main.lock': No space left on device",
  "cannot lock ref 'refs/heads/main': Unable to create './refs/heads/main.lock': File name too long",
  "cannot lock ref 'refs/heads/main': Unable to create './refs/heads/main.lock': Read-only file system",
  "cannot lock ref 'refs/heads/main': unable to resolve reference 'refs/heads/main': reference broken",
  "cannot lock ref 'refs/heads/main': there is a non-empty directory './refs/heads/main' blocking reference 'refs/heads/main'",
  "cannot lock ref 'refs/liftlock/published/0': 'refs/liftlock/published' exists; cannot create 'refs/liftlock/published/0'",
])('%s is no race, whichever way it is told', async (words) => {
  const refusal = { reason: 'push-refused', message: expect.stringContaining(words) }
  await expect(pushed([leftOut, leftOut], `remote: error: ${words}`)).rejects.toMatchObject(refusal)
  await expect(pushed([`[remote rejected] (${words})`, leftOut], `remote: error: ${words}`)).rejects.toMatchObject(
    refusal,
  )
  const told = pushed(['[remote rejected] (failed to update ref)', leftOut], `remote: error: ${words}`)
  await expect(told).rejects.toMatchObject(refusal)
})

test('a branch that cannot be beside another one is the fault of its name', async () => {
  const words = "cannot lock ref 'refs/heads/main': 'refs/heads/main/x' exists; cannot create 'refs/heads/main'"
  await expect(pushed([leftOut, leftOut], `remote: error: ${words}`)).rejects.toMatchObject({
    reason: 'input-invalid',
    message: 'input branch is "main", and acme/shop has a branch main/x: git cannot keep both',
  })
})

test('a protected branch is named, whatever is said of the record', async () => {
  const stderr = 'remote: error: GH006: Protected branch update failed for refs/heads/main.'
  await expect(pushed(['[remote rejected] (protected branch hook declined)', leftOut], stderr)).rejects.toMatchObject({
    reason: 'branch-protected',
    message: 'acme/shop: branch main is protected (GH006: Protected branch update failed for refs/heads/main.)',
  })
})

test('a record that is refused is named, and not taken for a protected branch', async () => {
  const words = '[remote rejected] (rule violations: only branches)'
  await expect(pushed([leftOut, words])).rejects.toMatchObject({
    reason: 'push-refused',
    message: `acme/shop refused ${push.record.ref}: ${words} (failed to push some refs)`,
  })
})

test('what both were left out for is in the message', async () => {
  const stderr = 'remote: error: unable to write file: No space left on device'
  await expect(pushed([leftOut, leftOut], stderr)).rejects.toMatchObject({
    reason: 'push-refused',
    message: expect.stringContaining('No space left on device'),
  })
})
