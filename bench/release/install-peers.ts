import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../src/system/folders.ts'

export const peerVersions = { 'git-cliff': '2.14.2', 'semantic-release': '24.2.9' } as const

export interface Peers {
  /** The program itself, without the wrapper that starts Node first. */
  readonly gitCliff: string
  readonly gitCliffWrapper: string
  readonly semanticRelease: string
}

/** Installs the peers into the cache, once for these versions and without running their scripts. */
export async function installPeers(): Promise<Peers> {
  const manifest = JSON.stringify({ private: true, dependencies: peerVersions })
  const digest = createHash('sha256').update(manifest).digest('hex').slice(0, 16)
  const folder = join(cacheFolder(process.env), `bench-release-${digest}`)
  if (!existsSync(join(folder, 'complete'))) {
    console.error(`first run: installing the peers into ${folder}`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'package.json'), manifest)
    await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder })
    await writeFile(join(folder, 'complete'), '')
  }
  const modules = join(folder, 'node_modules')
  return {
    gitCliff: join(modules, `git-cliff-${platform()}-${arch()}`, 'bin', 'git-cliff'),
    gitCliffWrapper: join(modules, '.bin', 'git-cliff'),
    semanticRelease: join(modules, 'semantic-release', 'bin', 'semantic-release.js'),
  }
}
