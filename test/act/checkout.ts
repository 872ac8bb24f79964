import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A checkout with a bare repository as its origin. */
export interface Checkout {
  readonly folder: string
  /** `owner/name` of the repository. */
  readonly name: string
  git(...args: string[]): string
  write(files: Readonly<Record<string, string>>): void
  /** Replaces a text that has to be there. */
  edit(path: string, from: string, to: string): void
  /** Commits all that changed and pushes it. @returns the commit */
  push(message: string): string
  /** Brings the checkout to what others pushed. */
  pull(): void
  /** The commit that it stands at. */
  head(): string
}

/** A checkout in a folder, which is made when it is not there. */
export function openCheckout(folder: string, name: string, environment: NodeJS.ProcessEnv): Checkout {
  mkdirSync(folder, { recursive: true })
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: folder, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const head = () => git('rev-parse', 'HEAD').trim()
  return {
    folder,
    name,
    git,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    },
    edit(path, from, to) {
      const text = readFileSync(join(folder, path), 'utf8')
      if (!text.includes(from)) throw new Error(`${path} has no ${from}`)
      writeFileSync(join(folder, path), text.replace(from, to))
    },
    push(message) {
      git('add', '-A')
      git('commit', '-q', '-m', message)
      git('push', '-q', 'origin', 'main')
      return head()
    },
    pull: () => git('pull', '-q', '--rebase', 'origin', 'main'),
    head,
  }
}
