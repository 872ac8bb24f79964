import type { Template } from '../template/template.ts'
import type { ChangeTree } from './build-plan.ts'

/** A template that is about to be deployed, with those of its nested stacks as far as they are known. */
export interface DeployedTemplates {
  readonly template: Template
  /** By logical id of the nested stack. */
  readonly nested?: ReadonlyMap<string, DeployedTemplates>
}

/** The templates that a change set brings: as they were given, and what macros made of them where there are any. */
export function treeTemplates(tree: ChangeTree): readonly DeployedTemplates[] {
  const nestedOf = (choose: (inner: readonly DeployedTemplates[]) => DeployedTemplates | undefined) =>
    new Map(
      [...tree.nested].flatMap(([id, inner]) => {
        const chosen = choose(treeTemplates(inner))
        return chosen === undefined ? [] : [[id, chosen] as const]
      }),
    )
  const { after, processed } = tree
  return [
    ...(after === undefined ? [] : [{ template: after, nested: nestedOf((inner) => inner[0]) }]),
    ...(processed === undefined ? [] : [{ template: processed, nested: nestedOf((inner) => inner.at(-1)) }]),
  ]
}
