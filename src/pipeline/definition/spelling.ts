import { isRecord } from '../../core/documents/is-record.ts'
import type { Path } from '../finding.ts'
import type { PipelineDefinition } from './definition.ts'
import { declarationShape, resourceShape, type Shape } from './shapes.ts'

/** How a document writes the members of a definition. */
export interface Spelling {
  readonly kind: 'template' | 'service'
  /** The name of a member as this document writes it. */
  nameOf(member: string): string
}

/** Templates write `RunOrder`. */
export const templateSpelling: Spelling = {
  kind: 'template',
  nameOf: (member) => member.charAt(0).toUpperCase() + member.slice(1),
}

/** The service writes `runOrder`. */
export const serviceSpelling: Spelling = { kind: 'service', nameOf: (member) => member }

/**
 * A path of a definition as the document writes it, from the properties of the resource or from the declaration.
 * @param path in the words of the service
 */
export function spelledPath(path: Path, spelling: Spelling, { pipeline }: PipelineDefinition): Path {
  const [first, index, ...rest] = path
  const stores = pipeline.artifactStores
  if (spelling.kind === 'service' && first === 'artifactStores' && index !== undefined && Array.isArray(stores)) {
    const store: unknown = stores[Number(index)]
    const region = isRecord(store) && typeof store.region === 'string' ? [store.region] : []
    return [first, ...region, ...rest.slice(1)]
  }
  let shape: Shape | undefined = spelling.kind === 'template' ? resourceShape : declarationShape
  return path.map((part, at) => {
    if (part === 'Fn::If' || path[at - 1] === 'Fn::If') return part
    if (shape?.kind === 'structure') {
      shape = shape.members[part]
      return shape === undefined ? part : spelling.nameOf(String(part))
    }
    shape = shape !== undefined && 'of' in shape ? shape.of : undefined
    return part
  })
}
