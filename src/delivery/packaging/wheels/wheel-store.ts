import { basename, join } from 'node:path'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { sha256 } from '../../../core/sha256.ts'
import { entryBytes, entrySpans } from '../../archive/entry-content.ts'
import { readDirectory } from '../../archive/read-archive.ts'
import type { ArchiveFile } from '../../archive/write-archive.ts'
import { bytesSource } from '../../byte-source.ts'
import { type LockedRequirement, parseRequirements } from '../requirements.ts'
import { warnOfSecrets } from '../secret-files.ts'
import { secretStep } from '../secret-names.ts'
import { wheelOptions } from './wheel-platforms.ts'
import type { WheelTarget } from './wheel-target.ts'

/** Turns locked requirements into the files of a layer. */
export interface WheelStore {
  /**
   * The files of all wheels below `python/`, as Lambda looks for them.
   * @param path of the requirements
   * @throws StageError `dependency-unlocked`, `dependency-unavailable`, `archive-ambiguous`
   */
  unpack(path: string, target: WheelTarget): Promise<readonly ArchiveFile[]>
}

/**
 * Wheels that pip downloads are kept in the cache folder, by the digest of the request. The next time needs no network.
 */
export function wheelStore({ files, folders, processes, python, report }: WheelContext): WheelStore {
  return {
    async unpack(path, target) {
      const requirements = parseRequirements(await files.readText(path), path)
      if (requirements.length === 0)
        throw new StageError('dependency-unlocked', `${path} names no package`, {
          hint: 'remove the layer, or lock one',
        })
      const folder = join(folders.cache, 'wheels', keyOf(requirements, target))
      if ((await files.kind(folder)) === undefined) await download(requirements, target, folder, path)
      const members: ArchiveFile[] = []
      for (const { path: wheel } of await files.walk(folder))
        members.push(...(await unpackWheel(await files.readBytes(join(folder, wheel)), wheel, requirements, folder)))
      refuseClashes(members)
      const isSecret = (member: ArchiveFile) => secretStep(member.path) !== undefined
      warnOfSecrets(
        report,
        path,
        members.filter(isSecret).map((member) => member.path),
      )
      return members.filter((member) => !isSecret(member))
    },
  }

  /**
   * Downloads into a temporary folder beside the final one and renames it, so that the final one is always complete.
   */
  async function download(
    requirements: readonly LockedRequirement[],
    target: WheelTarget,
    folder: string,
    path: string,
  ) {
    const temporaryFolder = await files.temporaryFolder('liftlock-wheels-')
    const beside = `${folder}.${basename(temporaryFolder)}`
    try {
      const list = join(temporaryFolder, 'requirements.txt')
      await files.write(list, requirements.map(render).join('\n'))
      const wheels = join(temporaryFolder, 'wheels')
      const result = await processes.run(await python(), [...pipDownload(target), '-d', wheels, '-r', list], {
        cwd: temporaryFolder,
        environment: { PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PYTHONDONTWRITEBYTECODE: '1' },
        timeoutSeconds: 300,
        packageIndex: true,
      })
      if (result.exitCode !== 0) throw unavailable(path, target, result.stderr)
      for (const { path: wheel } of await files.walk(wheels))
        await files.write(join(beside, wheel), await files.readBytes(join(wheels, wheel)))
      await files.rename(beside, folder).catch(async (error: unknown) => {
        // Another run has made the folder in the meantime, with the same wheels.
        if ((await files.kind(folder)) !== 'folder') throw error
      })
    } finally {
      await files.remove(temporaryFolder)
      await files.remove(beside)
    }
  }
}

type WheelContext = Pick<Context, 'files' | 'folders' | 'processes' | 'python' | 'report'>

function pipDownload(target: WheelTarget): string[] {
  const download = ['-I', '-m', 'pip', 'download', '--quiet', '--only-binary=:all:', '--require-hashes', '--no-deps']
  return [...download, ...wheelOptions(target)]
}

/** @throws StageError `dependency-unavailable` when the wheel is not one of the locked files */
async function unpackWheel(
  bytes: Uint8Array,
  name: string,
  requirements: readonly LockedRequirement[],
  folder: string,
): Promise<readonly ArchiveFile[]> {
  const digest = sha256(bytes)
  if (!requirements.some(({ hashes }) => hashes.includes(digest)))
    throw new StageError('dependency-unavailable', `${basename(name)} in the cache does not match the lock`, {
      hint: `remove ${folder} and run again`,
    })
  const source = bytesSource(bytes)
  const directory = await readDirectory(source, name)
  const members: ArchiveFile[] = []
  for (const span of await entrySpans(source, directory, name)) {
    if (span.entry.folder) continue
    const { path, executable } = span.entry
    const content = await entryBytes(source, span, name)
    members.push({ path: `python/${installedPath(path)}`, executable, source: bytesSource(content) })
  }
  return members
}

/**
 * Where an installer puts a file of a wheel (binary distribution format, "The .data directory"): importable ones at the
 * top.
 */
function installedPath(path: string): string {
  return path.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, '').replace(/^[^/]+\.data\/scripts\//, 'bin/')
}

function refuseClashes(members: readonly ArchiveFile[]): void {
  const seen = new Set<string>()
  for (const { path } of members) {
    if (seen.has(path))
      throw new StageError('dependency-unavailable', `two of the locked packages contain the file ${path}`, {
        hint: 'remove one of the two packages',
      })
    seen.add(path)
  }
}

function keyOf(requirements: readonly LockedRequirement[], target: WheelTarget): string {
  const lines = requirements.map(render).sort()
  return sha256([target.python, target.architecture, ...lines].join('\n'))
}

function render({ specifier, hashes }: LockedRequirement): string {
  return [specifier, ...hashes.map((hash) => `--hash=sha256:${hash}`)].join(' ')
}

function unavailable(path: string, target: WheelTarget, stderr: string): StageError {
  const errors = stderr.split('\n').filter((line) => /^ERROR/.test(line))
  const cause = errors.at(-1)?.replace(/^ERROR: /, '') ?? stderr.trim().split('\n').at(-1) ?? 'pip gave no reason'
  const message = `no wheels for ${path} on Python ${target.python}, ${target.architecture}: ${cause}`
  return new StageError('dependency-unavailable', message, {
    hint: 'check the network, and that each locked package has a wheel for this Python; then run again',
  })
}
