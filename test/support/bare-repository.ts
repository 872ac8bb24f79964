import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes an empty repository with the branch `main`, as `git init --bare --template=` makes it. The tests make hundreds, and
 * starting git for each takes longer than what they test.
 * @param configuration more lines of its configuration
 */
export function writeBareRepository(folder: string, configuration = ''): void {
  for (const name of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n')
  const core = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n'
  writeFileSync(join(folder, 'config'), `${core}\tbare = true\n${configuration}`)
}
