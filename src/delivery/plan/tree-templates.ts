import type { Template } from '../template/template.ts'
import type { ChangeTree } from './build-plan.ts'

/** A template that will be deployed, with the templates of its nested stacks that are known. */
export interface DeployedTemplates {
  readonly template: Template
  /** By logical id of the nested stack. */
  readonly nested?: ReadonlyMap<string, DeployedTemplates>
}

/** The templates of a change set, as given and, where macros are used, as the macros expanded them. */
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
