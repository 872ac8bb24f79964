import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'rolldown'
import { makeTree } from './package/make-tree.ts'
import { machineLine, measureRounds, renderMeasurements } from './rounds.ts'

/** Measures packaging without a cache: ours, `zip`, archiver and the limit. `tsx bench/package.ts [rounds]` */
const rounds = Number(process.argv[2] ?? 11)
const folder = await mkdtemp(join(tmpdir(), 'liftlock-bench-'))
try {
  const entries = {
    ours: 'bench/package/ours.ts',
    archiver: 'bench/package/peer-archiver.ts',
    limit: 'bench/package/limit.ts',
  }
  await build({
    input: entries,
    platform: 'node',
    logLevel: 'silent',
    output: {
      dir: join(folder, 'js'),
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name]-[hash].mjs',
      minify: true,
    },
  })
  for (const [title, shape] of [
    ['many small: 40 folders of 30 Python files', { folders: 40, files: 30, size: 4_750, binaryShare: 0 }],
    ['one large: 2,294 files, 30 % of them machine code', { folders: 1, files: 2_294, size: 21_900, binaryShare: 0.3 }],
  ] as const) {
    const tree = join(folder, `tree-${shape.folders}`)
    const made = await makeTree(tree, shape)
    const out = join(folder, 'out')
    const prepare = () => rm(out, { recursive: true, force: true })
    const node = (name: string) => ({
      command: process.execPath,
      args: [join(folder, 'js', `${name}.mjs`), tree, out],
      prepare,
    })
    const measurements = await measureRounds(
      [
        { name: 'node -e 0', command: process.execPath, args: ['-e', '0'] },
        { name: 'limit', ...node('limit') },
        { name: 'Liftlock', ...node('ours') },
        { name: 'zip', command: 'sh', args: ['bench/package/peer-zip.sh', tree, out], prepare },
        { name: 'archiver', ...node('archiver') },
      ],
      { rounds, warmUp: 2, against: ['limit', 'zip', 'archiver'] },
    )
    const size = `${made.files} files, ${(made.bytes / 1e6).toFixed(1)} MB, input ${made.digest.slice(0, 12)}`
    console.log(`\n### Packaging, ${title}\n\n${size}\n\n${renderMeasurements(measurements)}`)
  }
  console.log(`\n${rounds} interleaved rounds after 2 to warm up, warm file cache, whole processes. ${machineLine()}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
