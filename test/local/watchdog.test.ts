import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { killGroup } from '../../src/local/daemon/process-group.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { until } from '../support/local-clients.ts'
import { testPython } from '../support/ministack.ts'

const program = 'import time, watchdog; watchdog.end_with_parent(); print("watched", flush=True); time.sleep(600)'
let folder: string
let group: number | undefined
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'liftlock-watchdog-')), 'emulator')
  await mkdir(folder)
})
afterEach(async () => {
  if (group !== undefined) killGroup(group)
  await rm(join(folder, '..'), { recursive: true, force: true })
})

test.each(['kept', 'removed'])(
  'a process whose parent is gone ends when its folder was %s, and leaves none',
  async (state) => {
    const child = spawn(await testPython(), ['-B', '-c', program], {
      cwd: folder,
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PYTHONPATH: join(packageRoot(), 'runtime', 'ministack') },
    })
    group = child.pid
    await once(child.stdout, 'data')
    await writeFile(join(folder, 'file'), '')
    if (state === 'removed') await rm(folder, { recursive: true })

    child.stdin.end()
    const [, signal] = await once(child, 'exit')

    expect(signal).toBe('SIGKILL')
    await until(async () => !existsSync(folder))
    group = undefined
  },
)
