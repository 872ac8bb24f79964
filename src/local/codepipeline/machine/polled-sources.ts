import type { Declaration, DeclaredAction } from './declaration.ts'

/** A source that the service asks for changes by itself. */
export interface PolledSource {
  /** The names of its stage and of itself. */
  readonly key: string
  readonly action: DeclaredAction
}

/** Sources S3 are polled unless their configuration says no (CodePipeline User Guide, "Amazon S3 source action"). */
export function polledSources({ stages }: Declaration): readonly PolledSource[] {
  const [first] = stages
  return (first?.actions ?? []).flatMap((action) => {
    const { owner, category, provider } = action.actionTypeId
    const isS3 = owner === 'AWS' && category === 'Source' && provider === 'S3'
    const isPolled = action.configuration?.PollForSourceChanges?.toLowerCase() !== 'false'
    return isS3 && isPolled ? [{ key: `${first!.name}/${action.name}`, action }] : []
  })
}
