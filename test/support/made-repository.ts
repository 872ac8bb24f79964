import { execFileSync } from 'node:child_process'

/** One commit to make; later ones name it by `name`. */
export interface MadeCommit {
  readonly name?: string
  readonly message: string | Uint8Array
  /** Names of the parents; by default, the commit before. An empty list begins another history. */
  readonly parents?: readonly string[]
  /** Texts by path; by default, one file that differs in every commit. */
  readonly files?: Readonly<Record<string, string>>
  readonly author?: string
  /** Tags on this commit: plain, or annotated with a leading `+`. */
  readonly tags?: readonly string[]
}

const environment = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }

/** Runs git in a folder. */
export function gitIn(folder: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com']
  return execFileSync('git', ['-C', folder, ...who, ...args], {
    encoding: 'utf8',
    env: environment,
    stdio: 'pipe',
  }).trim()
}

/** Makes a repository in an empty folder; `main` is the last commit. @returns hashes by name */
export function makeRepository(folder: string, commits: readonly MadeCommit[]): Readonly<Record<string, string>> {
  gitIn(folder, 'init', '--quiet', '--initial-branch=main', '.')
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet', '--export-marks=.git/marks'], {
    input: Buffer.concat(importStream(commits)),
    env: environment,
  })
  gitIn(folder, 'reset', '--quiet', '--hard', 'main')
  const marks = readMarks(folder)
  return Object.fromEntries(commits.map(({ name }, index) => [name ?? String(index + 1), marks[index]!]))
}

function readMarks(folder: string): readonly string[] {
  const text = execFileSync('cat', [`${folder}/.git/marks`], { encoding: 'utf8' })
  const pairs = text
    .trim()
    .split('\n')
    .map((line) => line.slice(1).split(' ') as [string, string])
  return pairs.sort(([one], [other]) => Number(one) - Number(other)).map(([, hash]) => hash)
}

function importStream(commits: readonly MadeCommit[]): readonly Uint8Array[] {
  const marks = new Map(commits.map(({ name }, index) => [name, index + 1]))
  const data = (content: string | Uint8Array) => {
    const bytes = Buffer.from(content)
    return [Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]
  }
  return commits.flatMap(({ message, parents, files, author = 'Ada', tags = [] }, index) => {
    const who = `${author} <${author.toLowerCase().replace(/\W/g, '')}@example.com> ${1_700_000_000 + index * 60} +0000`
    const [from, ...merged] = parents?.map((name) => `:${marks.get(name)}`) ?? (index === 0 ? [] : [`:${index}`])
    const head = [from && `from ${from}`, ...merged.map((each) => `merge ${each}`)].filter(Boolean)
    const content = files ?? { 'file.txt': `${index}\n` }
    return [
      Buffer.from(
        `${from === undefined ? 'reset refs/heads/main\n' : ''}commit refs/heads/main\nmark :${index + 1}\nauthor ${who}\ncommitter ${who}\n`,
      ),
      ...data(message),
      Buffer.from(head.map((line) => `${line}\n`).join('')),
      ...Object.entries(content).flatMap(([path, text]) => [
        Buffer.from(`M 100644 inline ${JSON.stringify(path)}\n`),
        ...data(text),
      ]),
      Buffer.from('\n'),
      ...tags.flatMap((tag) =>
        tag.startsWith('+')
          ? [Buffer.from(`tag ${tag.slice(1)}\nfrom :${index + 1}\ntagger ${who}\n`), ...data('Release')]
          : [Buffer.from(`reset refs/tags/${tag}\nfrom :${index + 1}\n\n`)],
      ),
    ]
  })
}
