import { dirname, join } from 'node:path'
import type { Context } from '../../core/context.ts'
import type { Finding, Place } from '../../core/report.ts'

export interface FindingPlaces {
  /** Folder of the model, as it was given. */
  readonly model: string | undefined
  /** Folder of `liftlock.yml`, or the file itself. */
  readonly configuration: string
}

/**
 * Findings on lines that the reader's checkout has: of the model where it lies here; else of the compiled scenarios, with
 * a link to the model's line at the commit that they were made from, when the history of the checkout tells it.
 */
export async function placeFindings(
  findings: readonly Finding[],
  { model, configuration }: FindingPlaces,
  context: Context,
): Promise<readonly Finding[]> {
  const here = (file: string) => (model === undefined ? file : join(model, file))
  const places = new Set(findings.flatMap(({ place }) => (place === undefined ? [] : [here(place.file)])))
  const present = await Promise.all([...places].map(async (file) => (await context.files.kind(file)) === 'file'))
  const compiled = present.every(Boolean) ? undefined : await findCompiled(configuration, context)
  const source = compiled === undefined ? undefined : await findModelSource(dirname(compiled.path), context)
  const known = new Set([...places].filter((_, index) => present[index]))
  return findings.map((finding) => {
    const { place } = finding
    if (place === undefined) return finding
    const file = here(place.file)
    if (known.has(file) || compiled === undefined) return { ...finding, place: { ...place, file } }
    const line = lineOf(compiled.text, place)
    return {
      ...finding,
      text: `${finding.text}\n  in the model: ${[file, place.line].filter(Boolean).join(':')}`,
      place: { file: compiled.path, line },
      ...(source === undefined
        ? {}
        : { link: `${source}/${file}${place.line === undefined ? '' : `#L${place.line}`}` }),
    }
  })
}

/** Where a published application has its compiled scenarios. */
async function findCompiled(
  configuration: string,
  { files }: Context,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  const folder = (await files.kind(configuration)) === 'file' ? dirname(configuration) : configuration
  for (const path of [join(folder, 'app', 'gate.json'), join(folder, 'gate.json')]) {
    const text = await files.findText(path)
    if (text !== undefined) return { path, text }
  }
  return undefined
}

/** The line, from 1, on which the compiled form names the place; that of its file when the line itself is not there. */
export function lineOf(compiled: string, { file, line }: Place): number {
  const name = JSON.stringify(file).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const exact = new RegExp(`"file"\\s*:\\s*${name}\\s*,\\s*"line"\\s*:\\s*${line ?? '\\d+'}\\b`).exec(compiled)
  const found = exact ?? new RegExp(`"file"\\s*:\\s*${name}`).exec(compiled)
  return found === null ? 1 : compiled.slice(0, found.index).split('\n').length
}

/** Address of the model's tree by the trailer of the commit that published the application; undefined when it is not known. */
async function findModelSource(folder: string, { git, run }: Context): Promise<string | undefined> {
  if (run.url === undefined) return undefined
  const trailer = [
    'log',
    '-1',
    '--grep=^Liftlock-Model: ',
    '--format=%(trailers:key=Liftlock-Model,valueonly)',
    '--',
    '.',
  ]
  // A machine without git knows no history.
  const answer = await git
    .at(folder)
    .run(trailer)
    .catch(() => undefined)
  const said = answer?.exitCode === 0 ? new TextDecoder().decode(answer.stdout).trim() : ''
  const [, repository, commit] = /^([\w.-]+\/[\w.-]+)@([0-9a-f]{40,64})$/.exec(said) ?? []
  return repository === undefined ? undefined : `${new URL(run.url).origin}/${repository}/blob/${commit}`
}
