import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { writeBareRepository } from '../../support/bare-repository.ts'
import type { Recipe } from './recipes.ts'

/** `embedded`: tracked files that together are a bare repository. `own`: a folder `.git`, as an archive may bring one. */
export type Placement = 'embedded' | 'own'

/** A folder for hostile repositories, and the program that must not run. */
export interface Site {
  readonly folder: string
  readonly program: string
  /** Whether the program ran since the last look. */
  ran(): boolean
  close(): void
}

export function openSite(): Site {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-hostile-test-'))
  const [program, mark] = [join(folder, 'program'), join(folder, 'mark')]
  // It takes what it is given and ends: some of what starts it waits for that.
  writeFileSync(program, `#!/bin/sh\n: > '${mark}'\nexit 1\n`)
  chmodSync(program, 0o755)
  return {
    folder,
    program,
    ran() {
      const ran = existsSync(mark)
      rmSync(mark, { force: true })
      return ran
    },
    close: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** Plants the repository of a recipe into a folder that is there. Its newest commit is `signed`, and `note.txt` was changed since. */
export function plant(site: Site, recipe: Recipe, folder: string, placement: Placement): void {
  const { commit, files } = signedRepository()
  const gitFolder = placement === 'embedded' ? folder : join(folder, '.git')
  write(gitFolder, files)

  const program = site.program
  write(gitFolder, { config: `${recipe.config(program)}\n`, ...recipe.gitFiles?.(program) })
  write(folder, { 'note.txt': 'new and longer\n', ...recipe.files?.(program) })
  for (const hooks of [join(gitFolder, 'hooks'), join(folder, 'evil-hooks')])
    if (existsSync(join(hooks, 'post-index-change'))) chmodSync(join(hooks, 'post-index-change'), 0o755)
  if (recipe.gitFiles?.(program)['objects/info/alternates'] !== undefined) {
    writeBareRepository(join(dirname(gitFolder), 'alternate.git'))
    // Something is fetched only from a repository that has more.
    write(gitFolder, { 'refs/heads/main': `${commit}\n` })
  }
}

/** The files of a git folder with one signed commit of `note.txt`; made once, since every recipe begins with them. */
function signedRepository(): { readonly commit: string; readonly files: Readonly<Record<string, Buffer>> } {
  if (signed !== undefined) return signed
  const scratch = mkdtempSync(join(tmpdir(), 'liftlock-hostile-scratch-'))
  try {
    write(scratch, { 'note.txt': 'old\n' })
    git(scratch, ['init', '--quiet', '--initial-branch=main', '--template='])
    git(scratch, ['add', 'note.txt'])
    const tree = git(scratch, ['write-tree']).trim()
    const commit = git(scratch, ['hash-object', '-t', 'commit', '-w', '--stdin'], signedCommit(tree)).trim()
    git(scratch, ['update-ref', 'refs/heads/main', commit])
    const made = join(scratch, '.git')
    const files = readdirSync(made, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const paths = files.map(({ parentPath, name }) => relative(made, join(parentPath, name)))
    signed = { commit, files: Object.fromEntries(paths.map((path) => [path, readFileSync(join(made, path))])) }
    return signed
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

let signed: ReturnType<typeof signedRepository> | undefined

/** Runs plain git in a folder, as a person or a script would; how it ends does not matter. */
export function runPlain(folder: string, { trigger, input, terminal }: Recipe): void {
  const options = { cwd: folder, env: plain, input: input ?? '', timeout: 10_000 } as const
  if (terminal) spawnSync('python3', ['-c', inTerminal, ...trigger], options)
  else spawnSync('git', trigger, options)
}

const inTerminal = 'import pty, sys; pty.spawn(["git", *sys.argv[1:]])'

const plain: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  TERM: 'xterm',
}

/** A commit with a signature that nobody made (git, Documentation/gitformat-signature). */
function signedCommit(tree: string): string {
  const signature = ['-----BEGIN PGP SIGNATURE-----', '', 'aGVsbG8=', '-----END PGP SIGNATURE-----']
  const who = 'A Stranger <stranger@example.com> 1700000000 +0000'
  return `tree ${tree}\nauthor ${who}\ncommitter ${who}\ngpgsig ${signature.join('\n ')}\n\nHostile\n`
}

function git(folder: string, args: readonly string[], input = ''): string {
  return execFileSync('git', args, {
    cwd: folder,
    env: plain,
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

export function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}
