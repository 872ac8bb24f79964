import { isRecord } from '../../../core/documents/is-record.ts'
import { type Admission, admitDeclaration, admitResource } from '../../../pipeline/admission/admit.ts'
import type { Path } from '../../../pipeline/finding.ts'

/** One pipeline of a file. */
export interface FoundPipeline {
  /** Where its properties, or its declaration, stand in the file. */
  readonly path: Path
  /** Its logical id in a template, its own name else. */
  readonly name: string
  /** Reads and checks it. */
  readonly admit: () => Admission
}

/** All pipelines of a template, or the one of an exported definition; undefined when the file is neither. */
export function findPipelines(document: unknown): readonly FoundPipeline[] | undefined {
  if (!isRecord(document)) return undefined
  if (isRecord(document.Resources)) return ofResources(document.Resources, ['Resources'])
  const isWhole = isRecord(document.pipeline)
  const declaration = isWhole ? document.pipeline : document
  if (!isRecord(declaration) || !('stages' in declaration)) return undefined
  const { name } = declaration
  return [
    {
      path: isWhole ? ['pipeline'] : [],
      name: typeof name === 'string' ? name : 'pipeline',
      admit: () => admitDeclaration(document),
    },
  ]
}

/** Those in the bodies of loops too (`Fn::ForEach`). */
function ofResources(resources: Readonly<Record<string, unknown>>, path: Path): readonly FoundPipeline[] {
  return Object.entries(resources).flatMap(([id, resource]) => {
    const body = id.startsWith('Fn::ForEach::') && Array.isArray(resource) ? resource[2] : undefined
    if (isRecord(body)) return ofResources(body, [...path, id, 2])
    if (!isRecord(resource) || resource.Type !== 'AWS::CodePipeline::Pipeline') return []
    const at = [...path, id, 'Properties']
    return [{ path: at, name: id, admit: () => admitResource(resource.Properties) }]
  })
}
