import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface MadeHistory {
  readonly folder: string
  readonly lastTag: string
  readonly digest: string
}

const types = ['feat', 'fix', 'fix', 'chore', 'docs', 'refactor', 'perf', 'test', 'fix', 'feat']
const scopes = ['cart', 'shop', 'api', '', 'pages']
const words = ['totals', 'carts', 'orders', 'prices', 'gifts', 'labels', 'limits', 'texts', 'pages', 'names']
const verbs = ['show', 'keep', 'sort', 'count', 'hide', 'check', 'send', 'store']

/**
 * Makes a repository of conventional commits with one tag each `every` commits, and a bare clone as its remote. The same
 * sizes give the same bytes.
 */
export function makeHistory(parent: string, commits: number, every: number): MadeHistory {
  const folder = join(parent, 'repository')
  mkdirSync(folder, { recursive: true })
  const environment = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' }
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', folder, ...args], { env: environment, stdio: 'pipe' })
  git('init', '--quiet', '--initial-branch=main', '.')
  const stream = historyOf(commits, every)
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], { input: stream, env: environment })
  git('reset', '--quiet', '--hard', 'main')
  git('clone', '--quiet', '--bare', '.', join(parent, 'remote.git'))
  git('remote', 'add', 'origin', join(parent, 'remote.git'))
  writeFileSync(join(folder, '.git', 'info', 'exclude'), '.releaserc.json\n')
  return {
    folder,
    lastTag: tagAt(Math.floor(commits / every)),
    digest: createHash('sha256').update(stream).digest('hex'),
  }
}

const tagAt = (index: number) => `v1.${index}.0`

function historyOf(commits: number, every: number): string {
  const parts: string[] = []
  for (let index = 1; index <= commits; index += 1) {
    const pick = <T>(values: readonly T[], salt: number) => values[(index * 7919 + salt * 104_729) % values.length]!
    const scope = pick(scopes, 1)
    const breaks = index % 400 === 0 ? '!' : ''
    const body =
      index % 5 === 0
        ? `\n\nThe ${pick(words, 4)} were ${pick(verbs, 5)}n only once.\nCo-authored-by: Bo Lee <bo@example.com>`
        : ''
    const message = `${pick(types, 0)}${scope && `(${scope})`}${breaks}: ${pick(verbs, 2)} ${pick(words, 3)} of ${pick(words, 4)} (#${index})${body}\n`
    const who = `Person ${index % 23} <person${index % 23}@example.com> ${1_600_000_000 + index * 3_600} +0000`
    const file = `${index}\n`
    parts.push(
      `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\ndata ${message.length}\n${message}M 100644 inline src/file-${index % 97}.txt\ndata ${file.length}\n${file}\n`,
    )
    if (index % every === 0) parts.push(`reset refs/tags/${tagAt(index / every)}\nfrom refs/heads/main\n\n`)
  }
  return parts.join('')
}
