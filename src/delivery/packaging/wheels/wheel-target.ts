import { isRecord } from '../../../core/documents/is-record.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { Template } from '../../template/template.ts'
import type { Slot } from '../artifact-slots.ts'

/** The Python that wheels are chosen for. */
export interface WheelTarget {
  /** Version, such as `3.13`. */
  readonly python: string
  readonly architecture: 'x86_64' | 'arm64'
}

/**
 * The runtime and architecture of a layer: those that it names itself, else those of the functions that use it.
 * Lambda's default architecture is x86_64.
 * @throws StageError `template-invalid` unless there is exactly one of each
 */
export function wheelTargetOf(template: Template, { owner, properties, resource }: Slot): WheelTarget {
  const users = functionsWith(template, resource)
  const runtimes = listOf(properties.CompatibleRuntimes) ?? users.flatMap(({ Runtime }) => listOf([Runtime]) ?? [])
  const pythons = new Set(runtimes.flatMap((runtime) => /^python(3\.\d+)$/.exec(runtime)?.[1] ?? []))
  const named = listOf(properties.CompatibleArchitectures) ?? users.flatMap((user) => listOf(user.Architectures) ?? [])
  const architectures = new Set(named.length > 0 ? named : ['x86_64'])
  if (pythons.size !== 1 || architectures.size !== 1)
    throw new StageError(
      'template-invalid',
      `${owner} needs one Python and one architecture, and has ${list(pythons)} on ${list(architectures)}`,
      { hint: 'give the layer CompatibleRuntimes and CompatibleArchitectures with one entry each' },
    )
  const architecture = [...architectures][0] === 'arm64' ? 'arm64' : 'x86_64'
  return { python: [...pythons][0]!, architecture }
}

function functionsWith(template: Template, layer: string | undefined): Record<string, unknown>[] {
  const { Globals } = template as { Globals?: { Function?: unknown } }
  const defaults = isRecord(Globals?.Function) ? Globals.Function : {}
  return Object.values(template.Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function' || Type === 'AWS::Serverless::Function')
    .map(({ Type, Properties }) => ({ ...(Type === 'AWS::Serverless::Function' ? defaults : {}), ...Properties }))
    .filter(({ Layers }) => Array.isArray(Layers) && Layers.some((used) => isRecord(used) && used.Ref === layer))
}

function listOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  const texts = value.filter((item): item is string => typeof item === 'string')
  return texts.length > 0 ? texts : undefined
}

function list(values: ReadonlySet<string>): string {
  return values.size === 0 ? 'none' : [...values].sort().join(' and ')
}
