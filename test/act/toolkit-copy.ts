import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { forRunner } from '../../scripts/audit-workflows/local-copy.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** The ref at which starters name this repository before the first release. */
export const ref = 'v1'

/**
 * Copies what a runner would fetch of this repository; the callable workflows in the runner's spelling. The large folders are
 * links to copies beside it: the local runner copies the whole repository anew for each step that uses an action of it.
 * @param built folder of the built entries. Default: `dist`
 */
export function copyToolkit(folder: string, built = join(packageRoot(), 'dist')): void {
  const root = packageRoot()
  const files = `${folder}-files`
  mkdirSync(join(folder, '.github', 'workflows'), { recursive: true })
  const [small, large] = [
    ['action.yml', 'package.json', 'actions'],
    ['runtime', 'templates'],
  ]
  for (const path of small) cpSync(join(root, path), join(folder, path), { recursive: true })
  // What runs finds everything from where it lies.
  for (const path of [...small, ...large]) cpSync(join(root, path), join(files, path), { recursive: true })
  cpSync(built, join(files, 'dist'), { recursive: true })
  for (const path of [...large, 'dist']) symlinkSync(join(files, path), join(folder, path))
  const workflows = join('.github', 'workflows')
  for (const name of readdirSync(join(root, workflows)))
    writeFileSync(join(folder, workflows, name), forRunner(readFileSync(join(root, workflows, name), 'utf8'), ref))
}

/** A starter as it lies in a user's repository: the platform fills in the default branch when it is copied. */
export function starter(name: string, folder: 'github' | 'codepipeline' = 'github'): string {
  const text = readFileSync(join(packageRoot(), 'workflows', folder, name), 'utf8')
  return text.replaceAll('$default-branch', 'main').replace(/(uses: liftlock\/liftlock\/\S+?)@\S+/g, `$1@${ref}`)
}
