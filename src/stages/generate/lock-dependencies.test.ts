import { expect, test } from '@jest/globals'
import { parkingFiles } from '../../../test/support/parking-model.ts'
import type { Report } from '../../core/run/report.ts'
import { lockDependencies } from './lock-dependencies.ts'

const hash = (letter: string): string => letter.repeat(64)

type Package = readonly [name: string, version: string, hash: string]

/** What pip is asked, and what it answers each time; what is written is remembered. */
async function worldOf(config: string, answers: readonly (readonly Package[] | string)[]) {
  const files = await parkingFiles({ 'requirements.lock': null, 'config.xml': config })
  const written = new Map<string, string>()
  const asked: { readonly args: readonly string[]; readonly list: string }[] = []
  const notes: string[] = []
  const context = {
    files: {
      ...files,
      temporaryFolder: async () => '/tmp/lock',
      write: async (path: string, content: unknown) => void written.set(path, String(content)),
      readText: async (path: string) => written.get(path) ?? files.readText(path),
      remove: async (path: string) => void written.delete(path),
    },
    python: async () => 'python3',
    report: (report: Report) => void (report.kind === 'note' && notes.push(report.text)),
    processes: {
      run: async (_command: string, args: readonly string[]) => {
        const answer = answers[asked.length] ?? 'ERROR: nothing more'
        asked.push({ args, list: written.get('/tmp/lock/requirements.txt') ?? '' })
        if (typeof answer === 'string') return { exitCode: 1, stdout: '', stderr: `WARNING: slow\n${answer}\n` }
        const install = answer.map(([name, version, sha256]) => ({
          metadata: { name, version },
          download_info: { archive_info: { hashes: { sha256 } } },
        }))
        written.set('/tmp/lock/report.json', JSON.stringify({ install }))
        return { exitCode: 0, stdout: '', stderr: '' }
      },
      runForeign: () => Promise.reject(new Error('nothing foreign runs')),
      runCommandLine: () => Promise.reject(new Error('no command line runs')),
    },
  }
  return { context, written, asked, notes }
}

const configOf = (dependencies: string): string =>
  `<draftsman project-name="ParkingDesk"><global>${dependencies}</global></draftsman>`
const dateutil = configOf('<dependency name="python-dateutil" version="2.9.0"/>')

test('the lock has every package in one version, with the hashes for Lambda and for this machine', async () => {
  const onLambda: Package[] = [
    ['six', '1.17.0', hash('b')],
    ['Python_DateUtil', '2.9.0', hash('a')],
  ]
  const here: Package[] = [
    ['python-dateutil', '2.9.0', hash('c')],
    ['six', '1.17.0', hash('b')],
  ]
  const { context, written, asked, notes } = await worldOf(dateutil, [onLambda, here])

  await lockDependencies('model', context)

  expect(written.get('model/requirements.lock')).toBe(`python-dateutil==2.9.0 \\
    --hash=sha256:${hash('a')} \\
    --hash=sha256:${hash('c')}
six==1.17.0 \\
    --hash=sha256:${hash('b')}
`)
  expect(asked.map(({ list }) => list)).toEqual(['python-dateutil==2.9.0\n', 'six==1.17.0\npython-dateutil==2.9.0\n'])
  expect(asked[0]?.args).toEqual(
    expect.arrayContaining(['--dry-run', '--python-version', '3.13', 'manylinux2014_x86_64']),
  )
  expect(asked[1]?.args).not.toContain('--platform')
  expect(notes).toEqual(['2 packages locked in model/requirements.lock'])
})

test('a package without a file for this machine is locked for Lambda alone', async () => {
  const { context, written } = await worldOf(dateutil, [[['six', '1.17.0', hash('b')]], 'ERROR: no wheel'])

  await lockDependencies('model', context)

  expect(written.get('model/requirements.lock')).toBe(`six==1.17.0 \\\n    --hash=sha256:${hash('b')}\n`)
})

test('what pip cannot find is named, and nothing is written', async () => {
  const { context, written } = await worldOf(dateutil, ['ERROR: No matching distribution found for six'])

  await expect(lockDependencies('model', context)).rejects.toMatchObject({
    reason: 'dependency-unavailable',
    message: 'python-dateutil==2.9.0 cannot be locked: No matching distribution found for six',
  })
  expect(written.has('model/requirements.lock')).toBe(false)
})

test('a model without dependencies has no lock', async () => {
  const { context, written, asked, notes } = await worldOf(configOf(''), [])
  written.set('model/requirements.lock', 'six==1.17.0')

  await lockDependencies('model', context)

  expect(written.has('model/requirements.lock')).toBe(false)
  expect(asked).toEqual([])
  expect(notes).toEqual(['the model names no dependency, so there is no lock'])
})
