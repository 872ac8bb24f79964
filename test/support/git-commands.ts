import { execFileSync } from 'node:child_process'

const settings = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.com', '-c', 'gc.auto=0']

/** Runs git in a folder, as a person with a name, and gives what it printed, without the last newline. */
export function git(folder: string, ...args: readonly string[]): string {
  return output('git', ['-C', folder, ...settings, ...args])
}

/**
 * The same for commands one after the other, to the first that fails. One shell starts them all, because a process of Jest takes
 * longer to start another than git takes for its work.
 */
export function gitAll(folder: string, ...commands: readonly (readonly string[])[]): string {
  const lines = commands.map((args) => ['git', '-C', folder, ...settings, ...args].map(quoted).join(' '))
  return output('sh', ['-c', lines.join(' && ')])
}

/** The texts of blobs, in the order of their ids (git-cat-file(1), "Batch output"). */
export function blobTexts(folder: string, ids: readonly string[]): readonly string[] {
  let rest = execFileSync('git', ['-C', folder, 'cat-file', '--batch'], { input: ids.map((id) => `${id}\n`).join('') })
  return ids.map(() => {
    const begin = rest.indexOf('\n') + 1
    const end = begin + Number(rest.toString('latin1', 0, begin).split(' ')[2])
    const text = rest.toString('utf8', begin, end)
    rest = rest.subarray(end + 1)
    return text
  })
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

function output(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe' }).replace(/\n$/, '')
}
