import { isRecord } from '../../core/documents/is-record.ts'
import type { PipelineDefinition } from './definition.ts'
import { branchesOf, isIntrinsic, isNoValue } from './intrinsic.ts'
import { declarationShape, resourceShape, type Shape, type Structure, tagsShape } from './shapes.ts'
import { type Spelling, serviceSpelling, templateSpelling } from './spelling.ts'

/** The properties of `AWS::CodePipeline::Pipeline`. What only a deployed pipeline has is left out. */
export function renderResource({ pipeline, settings }: PipelineDefinition): Readonly<Record<string, unknown>> {
  return written(resourceShape, { ...pipeline, ...settings }, templateSpelling) as Readonly<Record<string, unknown>>
}

/** An answer of `GetPipeline`, or the input of `UpdatePipeline`, which takes the same without `metadata`. */
export interface PipelineDocument {
  readonly pipeline: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** The declaration as `GetPipeline` answers it. What a template alone has is left out: tags, restarts, transitions. */
export function renderDeclaration({ pipeline, deployed }: PipelineDefinition): PipelineDocument {
  const { version, metadata } = deployed ?? {}
  const all = { ...pipeline, ...(version !== undefined && { version }) }
  return {
    pipeline: written(declarationShape, all, serviceSpelling) as Readonly<Record<string, unknown>>,
    ...(metadata !== undefined && { metadata }),
  }
}

/** The input of `CreatePipeline`, which takes tags too. */
export function renderCreation(definition: PipelineDefinition): PipelineDocument & { readonly tags?: unknown } {
  const { pipeline, settings } = definition
  const tags = settings.tags
  return {
    ...renderDeclaration({ pipeline, settings }),
    ...(tags !== undefined && { tags: written(tagsShape, tags, serviceSpelling) }),
  }
}

function written(shape: Shape, value: unknown, spelling: Spelling): unknown {
  if (isIntrinsic(value)) return writtenIntrinsic(shape, value, spelling)
  switch (shape.kind) {
    case 'list':
      return Array.isArray(value) ? value.map((item) => written(shape.of, item, spelling)) : value
    case 'regions':
      return writtenRegions(shape.of, value, spelling)
    case 'structure':
      return isRecord(value) ? writtenStructure(shape, value, spelling) : value
    default:
      return value
  }
}

function writtenIntrinsic(shape: Shape, value: Readonly<Record<string, unknown>>, spelling: Spelling): unknown {
  const branches = branchesOf(value)
  if (branches === undefined) return value
  const [condition] = value['Fn::If'] as readonly unknown[]
  return {
    'Fn::If': [condition, ...branches.map((each) => (isNoValue(each) ? each : written(shape, each, spelling)))],
  }
}

function writtenStructure(shape: Structure, value: Readonly<Record<string, unknown>>, spelling: Spelling): unknown {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const of = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined
      return of === undefined ? [name, member] : [spelling.nameOf(name), written(of, member, spelling)]
    }),
  )
}

/** A mapping for the service, unless a region is unknown before the deployment or stands there twice. */
function writtenRegions(of: Structure, value: unknown, spelling: Spelling): unknown {
  if (!Array.isArray(value)) return value
  const regions = value.map((each) => (isRecord(each) ? each.region : undefined))
  const plain = regions.every((each) => typeof each === 'string') && new Set(regions).size === regions.length
  if (spelling.kind === 'template' || !plain) return value.map((each) => written(of, each, spelling))
  return Object.fromEntries(
    value.map(({ region, artifactStore }) => [region, written(of.members.artifactStore!, artifactStore, spelling)]),
  )
}
