import { join } from 'node:path'
import { z } from 'zod'
import { sizedLimits } from '../../core/documents/document-limits.ts'
import { parseRecord } from '../../core/documents/stored-record.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { countOf } from '../../core/text/count-of.ts'
import { folderOf } from '../../delivery/folder-of.ts'
import { wheelOptions } from '../../delivery/packaging/wheels/wheel-platforms.ts'
import { functionPlatform } from '../../generator/infrastructure/function-platform.ts'
import { packageKey } from '../../generator/locked-packages.ts'
import { lockFile } from '../../generator/model/read/parts/model-files.ts'
import { readModel } from '../../generator/model/read-model.ts'

type LockContext = Pick<Context, 'files' | 'processes' | 'python' | 'report'>

/**
 * Makes `requirements.lock` of a model: every package that its dependencies need on Lambda, with the hashes of the
 * files for Lambda and for this machine. Without a dependency there is no lock.
 * @param path of the model
 * @throws StageError `dependency-unavailable`, and those of reading a model
 */
export async function lockDependencies(path: string, context: LockContext): Promise<void> {
  const { files, report } = context
  const lock = join(await folderOf(files, path), lockFile)
  const { dependencies } = await readModel(files, path)
  if (dependencies.length === 0) {
    await files.remove(lock)
    return report({ kind: 'note', text: 'the model names no dependency, so there is no lock' })
  }
  const requirements = dependencies.map(({ requirement }) => requirement)
  const packages = await resolve(requirements, wheelOptions(functionPlatform), context)
  const pins = packages.map(({ name, version }) => `${name}==${version}`)
  // A package may have no wheel for this machine: then its functions run on Lambda alone.
  const here = await resolve(pins, ['--no-deps'], context).catch(() => [])
  await files.write(lock, render([...packages, ...here]))
  report({ kind: 'note', text: `${countOf(packages.length, 'package')} locked in ${lock}` })
}

interface Resolved {
  readonly name: string
  readonly version: string
  readonly hash: string
}

/** What pip would install, without installing it (pip, "Installation Report"). */
async function resolve(
  requirements: readonly string[],
  options: readonly string[],
  { files, processes, python }: LockContext,
): Promise<readonly Resolved[]> {
  const folder = await files.temporaryFolder('liftlock-lock-')
  try {
    const [list, found] = [join(folder, 'requirements.txt'), join(folder, 'report.json')]
    await files.write(list, requirements.map((each) => `${each}\n`).join(''))
    const pip = ['-I', '-m', 'pip', 'install', '--quiet', '--dry-run', '--ignore-installed', '--only-binary=:all:']
    const result = await processes.run(
      await python(),
      [...pip, '--target', join(folder, 'packages'), '--report', found, ...options, '-r', list],
      {
        cwd: folder,
        environment: { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PYTHONDONTWRITEBYTECODE: '1' },
        timeoutSeconds: 300,
        packageIndex: true,
      },
    )
    if (result.exitCode !== 0) throw unavailable(requirements, result.stderr)
    const { install } = parseRecord(await files.readText(found), installationReport, stored)
    return install.map(({ metadata: { name, version }, download_info }) => ({
      name: packageKey(name),
      version,
      hash: download_info.archive_info.hashes.sha256,
    }))
  } finally {
    await files.remove(folder)
  }
}

const installationReport = z.object({
  install: z.array(
    z.object({
      metadata: z.object({ name: z.string(), version: z.string() }),
      download_info: z.object({
        archive_info: z.object({ hashes: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) }),
      }),
    }),
  ),
})

const stored = {
  name: "pip's report",
  reason: 'dependency-unavailable',
  hint: 'run again with the pip of a current Python',
  limits: sizedLimits(64 * 1024 * 1024, 20),
} as const

function unavailable(requirements: readonly string[], stderr: string): StageError {
  const lines = stderr.trim().split('\n')
  const cause = lines.filter((line) => line.startsWith('ERROR: ')).at(-1) ?? lines.at(-1) ?? ''
  const said = cause.replace(/^ERROR: /, '') || 'pip gave no reason'
  return new StageError('dependency-unavailable', `${requirements.join(', ')} cannot be locked: ${said}`, {
    hint: 'check names and versions in config.xml, and the network; each package needs a wheel',
  })
}

/** As `pip-compile --generate-hashes` writes it, sorted by package. */
function render(packages: readonly Resolved[]): string {
  const hashes = new Map<string, Set<string>>()
  for (const { name, version, hash } of packages) {
    const pin = `${name}==${version}`
    hashes.set(pin, (hashes.get(pin) ?? new Set()).add(hash))
  }
  return [...hashes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([pin, each]) => `${[pin, ...[...each].sort().map((hash) => `    --hash=sha256:${hash}`)].join(' \\\n')}\n`)
    .join('')
}
