import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../../src/system/package-root.ts'
import { testPython } from '../../support/ministack.ts'

const program = join(packageRoot(), 'runtime/ministack/confined_command.py')

/** Runs a command confined. @param environment undefined closes the descriptor that would bring it */
async function confined(flags: readonly string[], script: string, environment: object | undefined) {
  const folder = mkdtempSync(join(tmpdir(), 'session-end-'))
  const secret = join(folder, 'secret')
  writeFileSync(secret, 'of the user\n')
  const command = ['sh', '-c', script, 'sh', secret]
  const child = spawn(await testPython(), ['-I', '-B', program, '--folder', folder, ...flags, '--', ...command], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: '/usr/bin:/bin', HOME: folder, TMPDIR: folder },
  })
  const [, output, messages, lifeline] = child.stdio as unknown as readonly [null, Readable, Readable, Writable]
  const said = Promise.all([text(output), text(messages)])
  if (environment === undefined) lifeline.end()
  else lifeline.write(`${JSON.stringify(environment)}\n`)
  const [code] = await once(child, 'close')
  const [out, err] = await said
  rmSync(folder, { recursive: true })
  return { code, out, isolation: JSON.parse(err.split('\n')[0]!) }
}

test('a command is confined in the same way when nothing is tried before it', async () => {
  const script = 'cat "$1" 2>/dev/null || echo hidden; ls /sys/class/net 2>/dev/null; cat /proc/net/dev | wc -l'
  const environment = { PATH: '/usr/bin:/bin' }

  const tried = await confined([], script, environment)
  const trusted = await confined(['--works'], script, environment)

  expect(tried.out).toContain(tried.isolation.files === null ? 'hidden' : 'of the user')
  // The flag is given only where everything is apart.
  if (tried.isolation.files === null && tried.isolation.network === null) expect(trusted).toEqual(tried)
})

test('a command whose environment never comes does not start', async () => {
  expect(await confined([], 'echo started', undefined)).toMatchObject({ code: 0, out: '' })
})

test('everything that a command started ends with the process that started it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'session-end-'))
  const command = ['sh', '-c', 'sleep 1000 & setsid sleep 1000 & echo started; sleep 1000']
  const child = spawn(await testPython(), ['-I', '-B', program, '--folder', folder, '--', ...command], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    env: { PATH: '/usr/bin:/bin', HOME: folder, TMPDIR: folder },
  })
  const [, output, , lifeline] = child.stdio as unknown as readonly [null, Readable, null, Writable]
  lifeline.write(`${JSON.stringify({ PATH: '/usr/bin:/bin' })}\n`)
  const [said] = await once(output, 'data')
  expect(String(said)).toBe('started\n')
  // As the system does it when the process ends, also by kill -9. Each of the processes holds the output open.
  lifeline.destroy()
  await once(child, 'close')
  expect(child.signalCode).toBe('SIGKILL')
  rmSync(folder, { recursive: true })
})
