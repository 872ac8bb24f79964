import { dirname, join } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import type { FilePosition, Finding } from '../../core/run/report.ts'
import { type CompiledGate, findCompiled, lineOf } from './compiled-gate.ts'
import { findModelSource, type ModelSource } from './model-source.ts'
import type { SealedGate } from './sealed-gate.ts'

export interface FindingPositions {
  /** Folder of the model, as it was given. */
  readonly model: string | undefined
  /** Folder of `liftlock.yml`, or the file itself. */
  readonly configuration: string
  /** What was tested. */
  readonly gate: SealedGate
}

/**
 * Moves findings to lines that the reader's checkout has. First choice: the model, where it lies in the checkout.
 * Second: files beside a `gate.json` written by hand. Last: the compiled scenarios, with a link to the model's line at
 * its commit when the history names it. A finding without any of these has its place in the text only.
 */
export async function locateFindings(
  findings: readonly Finding[],
  { model, configuration, gate }: FindingPositions,
  context: Context,
): Promise<readonly Finding[]> {
  const named = [...new Set(findings.flatMap(({ place }) => (place === undefined ? [] : [place.file])))]
  const here = await presentIn(model ?? '.', named, context)
  const missing = named.filter((file) => !here.has(file))
  const compiled = missing.length === 0 ? undefined : await findCompiled({ gate, configuration, missing }, context)
  const folder = compiled?.tested ? dirname(compiled.path) : undefined
  const beside = folder === undefined ? here : await presentIn(folder, missing, context)
  // The same line may mean something else in another state of the model.
  const source = folder === undefined ? undefined : await findModelSource(folder, context)
  return findings.map((finding) => {
    const { place } = finding
    if (place === undefined) return finding
    const file = here.get(place.file) ?? beside.get(place.file)
    if (file !== undefined) return { ...finding, place: { ...place, file } }
    return compiled === undefined ? inTextOnly(finding, place) : onCompiled(finding, place, { compiled, source })
  })
}

/** Where a folder has which of the files. */
async function presentIn(folder: string, named: readonly string[], { files }: Context): Promise<Map<string, string>> {
  const kinds = await Promise.all(named.map((file) => files.kind(join(folder, file))))
  return new Map(named.flatMap((file, index) => (kinds[index] === 'file' ? [[file, join(folder, file)]] : [])))
}

function inTextOnly({ place: _, text, ...finding }: Finding, place: FilePosition): Finding {
  return { ...finding, text: `${text}\n  at ${positionOf(place)}` }
}

function onCompiled(
  finding: Finding,
  place: FilePosition,
  { compiled, source }: { readonly compiled: CompiledGate; readonly source: ModelSource | undefined },
): Finding {
  return {
    ...finding,
    text: `${finding.text}\n  in the model: ${positionOf(place)}`,
    place: { file: compiled.path, line: lineOf(compiled.text, place) },
    ...(source === undefined ? {} : { link: source(place.file, place.line) }),
  }
}

function positionOf({ file, line }: FilePosition): string {
  return [file, line].filter((part) => part !== undefined).join(':')
}
