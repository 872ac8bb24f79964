import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A temporary folder with these files; a name that ends with `*` is executable. */
export async function writeTree(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await mkdtemp(join(tmpdir(), 'liftlock-tree-'))
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name.replace(/\*$/, ''))
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
    if (name.endsWith('*')) await chmod(path, 0o755)
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
