import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { packageRoot } from '../../src/system/package-root.ts'

interface Verify {
  readonly jobs: { readonly gate: { readonly steps: readonly { readonly id?: string; readonly run?: string }[] } }
}

const verify = parse(readFileSync(join(packageRoot(), '.github', 'workflows', 'verify.yml'), 'utf8')) as Verify
const script = verify.jobs.gate.steps.find(({ id }) => id === 'report')!.run!

/** The name under which a gate uploads its report, as the step gives it. */
function nameFor(environment: string, directory: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-name-'))
  try {
    const output = join(folder, 'output')
    const env = { PATH: process.env.PATH, OF: `${environment}/${directory}`, GITHUB_OUTPUT: output }
    expect(
      spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { env, encoding: 'utf8' }),
    ).toMatchObject({ status: 0, stderr: '' })
    return /^name=(.*)\n$/.exec(readFileSync(output, 'utf8'))![1]!
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('the report of an application at the root is named after the environment', () => {
  expect(nameFor('staging', '.')).toMatch(/^quality-gate-staging-[0-9a-f]{8}$/)
})

test('reports of two folders, and of folders that look alike once cleaned, have names of their own that may be uploaded', () => {
  const folders = ['.', 'shop', 'apps/shop', 'apps-shop', 'apps\\shop', 'a:"<>|*?b', 'a b']
  const names = folders.map((folder) => nameFor('staging', folder))
  expect(new Set(names).size).toBe(folders.length)
  // What actions/upload-artifact refuses in a name.
  for (const name of names) expect(name).not.toMatch(/[":<>|*?\r\n\\/]/)
})
