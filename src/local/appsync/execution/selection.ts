import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLResolveInfo,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql'

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>

/** Paths of the selected fields, such as `author/name`, by alias where there is one (context reference, "Info"). */
export function selectionSetList({
  fieldNodes,
  fragments,
}: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>): readonly string[] {
  const paths = new Set<string>()
  const visit = (set: SelectionSetNode | undefined, prefix: string) => {
    for (const node of fieldsOf(set, fragments)) {
      const path = `${prefix}${node.alias?.value ?? node.name.value}`
      paths.add(path)
      visit(node.selectionSet, `${path}/`)
    }
  }
  for (const node of fieldNodes) visit(node.selectionSet, '')
  return [...paths]
}

/** The selection as text. */
export function selectionSetGraphQL({ fieldNodes }: Pick<GraphQLResolveInfo, 'fieldNodes'>): string {
  const [node] = fieldNodes
  return node?.selectionSet ? print(node.selectionSet) : ''
}

/** The fields of a selection, those of fragments included. */
export function fieldsOf(set: SelectionSetNode | undefined, fragments: Fragments): readonly FieldNode[] {
  return (set?.selections ?? []).flatMap((node): readonly FieldNode[] => {
    if (node.kind === Kind.FIELD) return [node]
    return fieldsOf(
      node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments[node.name.value]?.selectionSet,
      fragments,
    )
  })
}

/** The part of a value that was selected, under the names of the schema instead of aliases. */
export function selectedByName(value: unknown, set: SelectionSetNode | undefined, fragments: Fragments): unknown {
  if (Array.isArray(value)) return value.map((item) => selectedByName(item, set, fragments))
  if (typeof value !== 'object' || value === null || !set) return value
  const answer = value as Readonly<Record<string, unknown>>
  const selected: Record<string, unknown> = {}
  for (const node of fieldsOf(set, fragments)) {
    const key = node.alias?.value ?? node.name.value
    if (Object.hasOwn(answer, key))
      selected[node.name.value] = selectedByName(answer[key], node.selectionSet, fragments)
  }
  return selected
}
