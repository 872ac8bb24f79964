import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { tryLock, waitForLock } from './exclusive-lock.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-lock-'))
  path = join(folder, 'one.lock')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

test('of many who want a lock whose holder was killed, one gets it, and nothing else is left', async () => {
  await writeFile(path, JSON.stringify({ pid: process.pid, startTime: '1' }))

  const locks = await Promise.all(Array.from({ length: 20 }, () => tryLock(path)))

  expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1)
  expect(await readdir(folder)).toEqual(['one.lock'])
})

test('who waits gets the lock when it is released', async () => {
  const first = (await tryLock(path))!
  const waiting = waitForLock(path, 10)
  await first.release()

  const second = await waiting

  await second.release()
  expect(await readdir(folder)).toEqual([])
})

test('who has waited long enough is told who holds the lock', async () => {
  const lock = await tryLock(path)

  await expect(waitForLock(path, 0.1)).rejects.toMatchObject({
    reason: 'local-unavailable',
    message: `process ${process.pid} has held ${path} for more than 0.1 s`,
  })

  await lock?.release()
})
