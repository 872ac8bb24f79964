import { join } from 'node:path'
import type { Files } from '../core/ports/files.ts'
import type { Resources } from './resources.ts'

/** Reads the toolkit's templates and its Python runtime into memory. @param toolkit folder of the toolkit */
export async function loadResources(files: Files, toolkit: string): Promise<Resources> {
  const [templates, runtime] = await Promise.all([
    readTree(files, join(toolkit, 'templates')),
    readTree(files, join(toolkit, 'runtime', 'python')),
  ])
  return {
    template(path) {
      const text = templates.get(path)
      if (text === undefined) throw new Error(`there is no template ${path}`)
      return text
    },
    runtime,
  }
}

/** A checkout of the toolkit may have other line ends than the one that made an application before. */
function unixLines(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

const left = /(^|\/)(__pycache__|\.[^/]*|tests)(\/|$)|\.pyc$/

async function readTree(files: Files, folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = (await files.walk(folder)).filter(({ path }) => !left.test(path))
  const texts = await Promise.all(
    entries.map(async ({ path }) => [path, unixLines(await files.readText(join(folder, path)))] as const),
  )
  return new Map(texts)
}
