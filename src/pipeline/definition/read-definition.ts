import { isRecord } from '../../core/documents/is-record.ts'
import type { PipelineFinding } from '../finding.ts'
import { suggestions } from '../suggest.ts'
import type { PipelineDefinition } from './definition.ts'
import { type Reading, readValue } from './read-value.ts'
import { declarationShape, resourceShape, settingMembers, tagsShape } from './shapes.ts'
import { type Spelling, serviceSpelling, templateSpelling } from './spelling.ts'

/** A definition, and what is wrong with its parts one by one. */
export interface ReadDefinition {
  /** Undefined when a part is missing or of another kind, so that nothing more can be said. */
  readonly definition: PipelineDefinition | undefined
  /** Findings of P-01 and P-02, with paths as the document writes them. */
  readonly findings: readonly PipelineFinding[]
  readonly spelling: Spelling
}

/**
 * Reads the properties of `AWS::CodePipeline::Pipeline`, with short forms of functions written out. Numbers and
 * booleans in place of texts, and texts in place of numbers, are read as CloudFormation reads them.
 */
export function readResource(properties: unknown): ReadDefinition {
  const reading = begun(templateSpelling)
  const read = readValue(resourceShape, properties ?? {}, [], reading)
  return ended(reading, read, (all) => ({ pipeline: without(all, isSetting), settings: without(all, isNoSetting) }))
}

/** Reads an answer of `GetPipeline`, an input of `CreatePipeline` or `UpdatePipeline`, or a declaration alone. */
export function readDeclaration(document: unknown): ReadDefinition {
  const whole = isRecord(document) && 'pipeline' in document ? document : { pipeline: document }
  const reading = begun(serviceSpelling)
  const read = readValue(declarationShape, whole.pipeline, [], reading)
  const settings = 'tags' in whole ? { tags: readValue(tagsShape, whole.tags, ['tags'], reading) } : {}
  const metadata = isRecord(whole.metadata) ? { metadata: whole.metadata } : {}
  return ended(reading, read, ({ version, ...pipeline }) => {
    const deployed = { ...(version !== undefined && { version }), ...metadata }
    return { pipeline, settings, ...(Object.keys(deployed).length > 0 && { deployed }) }
  })
}

function begun(spelling: Spelling): Reading {
  return { spelling, findings: [], broken: false, suggest: suggestions() }
}

function ended(
  { spelling, findings, broken }: Reading,
  read: unknown,
  assemble: (all: Readonly<Record<string, unknown>>) => object,
): ReadDefinition {
  const definition = broken || !isRecord(read) ? undefined : (assemble(read) as PipelineDefinition)
  return { definition, findings, spelling }
}

const isSetting = (name: string) => Object.hasOwn(settingMembers, name)
const isNoSetting = (name: string) => !isSetting(name)

function without(all: Readonly<Record<string, unknown>>, left: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !left(name)))
}
