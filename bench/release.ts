import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'rolldown'
import { installPeers, peerVersions } from './release/install-peers.ts'
import { makeHistory } from './release/make-history.ts'
import { machineLine, measureRounds, renderMeasurements } from './rounds.ts'

/** Measures the next version with its notes, and the whole changelog: ours, git-cliff, semantic-release and the limit. */
const rounds = Number(process.argv[2] ?? 11)
const folder = await mkdtemp(join(tmpdir(), 'liftlock-bench-release-'))
try {
  const scripts = join(folder, 'js')
  await build({
    input: {
      next: 'bench/release/ours-next.ts',
      changelog: 'bench/release/ours-changelog.ts',
      limit: 'bench/release/limit.ts',
    },
    platform: 'node',
    logLevel: 'silent',
    output: {
      dir: scripts,
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
      minify: true,
    },
  })
  const made = makeHistory(folder, 5_050, 100)
  const peers = await installPeers()
  const plugins = ['@semantic-release/commit-analyzer', '@semantic-release/release-notes-generator']
  const settings = { branches: ['main'], repositoryUrl: `file://${join(folder, 'remote.git')}`, plugins }
  await writeFile(join(made.folder, '.releaserc.json'), JSON.stringify(settings))
  const node = (name: string, ...args: readonly string[]) => ({
    command: process.execPath,
    args: [join(scripts, `${name}.mjs`), made.folder, ...args],
  })
  const cliff = (command: string, ...args: readonly string[]) => ({
    command,
    args: ['--offline', '--repository', made.folder, '--workdir', made.folder, ...args],
  })
  const size = `5,050 commits, 50 tags, input ${made.digest.slice(0, 12)}`
  const since = await measureRounds(
    [
      { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] },
      { name: 'limit', ...node('limit', made.lastTag) },
      { name: 'Liftlock', ...node('next') },
      { name: 'git-cliff', ...cliff(peers.gitCliff, '--unreleased', '--bump') },
      { name: 'git-cliff through npm', ...cliff(peers.gitCliffWrapper, '--unreleased', '--bump') },
      {
        name: 'semantic-release',
        command: 'sh',
        args: ['bench/release/peer-semantic-release.sh', made.folder, process.execPath, peers.semanticRelease],
      },
    ],
    { rounds, warmUp: 2, against: ['limit', 'git-cliff', 'semantic-release'] },
  )
  console.log(
    `\n### Releases, next version and notes\n\n${size}; 50 commits since the last tag\n\n${renderMeasurements(since)}`,
  )
  const whole = await measureRounds(
    [
      { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] },
      { name: 'limit', ...node('limit') },
      { name: 'Liftlock', ...node('changelog') },
      { name: 'git-cliff', ...cliff(peers.gitCliff) },
    ],
    { rounds, warmUp: 2, against: ['limit', 'git-cliff'] },
  )
  console.log(`\n### Releases, whole changelog\n\n${size}\n\n${renderMeasurements(whole)}`)
  const versions = Object.entries(peerVersions).map(([name, version]) => `${name} ${version}`)
  console.log(
    `\n${rounds} interleaved rounds after 2 to warm up, warm file cache, whole processes. ${versions.join(', ')}. ${machineLine()}`,
  )
} finally {
  await rm(folder, { recursive: true, force: true })
}
