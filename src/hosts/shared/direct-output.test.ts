import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { directOutput } from './direct-output.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-output-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Both ends of a pipe that does not block. */
function pipe(name: string) {
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const writing = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  return { path, reading, writing }
}

test('waits for a reader that is slower than a pipe is large, and loses nothing', async () => {
  const { path, reading, writing } = pipe('slow')
  const received = join(folder, 'received')
  // Writing stops this process, so the reader needs nothing of it.
  const reader = spawn('cat', [path], { stdio: ['ignore', openSync(received, 'w'), 'inherit'] })
  const written = Array.from({ length: 20_000 }, (_, line) => `${line} ${'ä'.repeat(40)}\n`)
  const output = directOutput(writing)
  for (let line = 0; line < written.length; line += 1000) output.write(written.slice(line, line + 1000).join(''))
  closeSync(reading)
  closeSync(writing)
  await once(reader, 'close')
  expect(readFileSync(received, 'utf8')).toBe(written.join(''))
})

test('drops what nobody reads any more', () => {
  const { reading, writing } = pipe('closed')
  closeSync(reading)
  expect(() => directOutput(writing).write('anything')).not.toThrow()
  closeSync(writing)
})

test('does not hide that a file cannot be written', () => {
  const { reading, writing } = pipe('wrong-end')
  expect(() => directOutput(reading).write('anything')).toThrow('EBADF')
  closeSync(reading)
  closeSync(writing)
})
