import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A program `ssh` that serves the repositories below a folder to those whose key it knows, in the words of GitHub. */
export interface StandInSsh {
  /** To be put first on the PATH. */
  readonly tools: string
  /** Makes a deploy key known; a key opens one repository. */
  allow(key: string, repository: string, access: 'read' | 'write'): void
  /** Every argument of every call, in order. */
  arguments(): readonly string[]
  /** Permissions of the key files that were given, such as `600`. */
  modes(): readonly string[]
}

/**
 * @param folder an empty folder of its own
 * @param root folder of the bare repositories: `<root>/owner/name.git`
 */
export function standInSsh(folder: string, root: string): StandInSsh {
  const [tools, keys] = [join(folder, 'tools'), join(folder, 'keys')]
  for (const folder of [tools, keys]) mkdirSync(folder, { recursive: true })
  const program = join(tools, 'ssh')
  writeFileSync(program, scriptOf(folder, root))
  chmodSync(program, 0o755)
  let known = 0
  const linesOf = (name: string) => {
    const file = join(folder, name)
    return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  }
  return {
    tools,
    allow(key, repository, access) {
      known += 1
      writeFileSync(join(keys, `${known}.key`), `${key.trimEnd()}\n`)
      writeFileSync(join(keys, `${known}.opens`), `${repository}.git ${access}\n`)
    },
    arguments: () => linesOf('arguments'),
    modes: () => linesOf('modes'),
  }
}

/** Git calls `ssh … -i <key> … git@<host> "git-upload-pack '/owner/name.git'"`. */
function scriptOf(folder: string, root: string): string {
  return `#!/bin/sh
printf '%s\\n' "$@" >> '${folder}/arguments'
for word; do
  case "$last" in -i) key="$word"; stat -c '%a' "$word" >> '${folder}/modes';; esac
  last="$word"
done
program="\${last%% *}"
repository="\${last#*\\'/}"
repository="\${repository%\\'}"
for known in '${folder}'/keys/*.key; do
  if cmp -s "$key" "$known"; then opens="$(cat "\${known%.key}.opens")"; fi
done
case "$opens:$program" in
  :*) echo 'git@github.com: Permission denied (publickey).' >&2; exit 255;;
  "$repository read:git-receive-pack") echo 'ERROR: The key you are authenticating with has been marked as read only.' >&2; exit 1;;
  "$repository "*) cd '${root}' && exec git "\${program#git-}" "$repository";;
  *) echo 'ERROR: Repository not found.' >&2; exit 1;;
esac
`
}
