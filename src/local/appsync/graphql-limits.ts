import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  Lexer,
  parse,
  type SelectionSetNode,
  Source,
  TokenKind,
} from 'graphql'

/** What one GraphQL document may have at most. One above a limit is refused (`docs/errors.md`, "Limits on documents"). */
export interface GraphQLLimits {
  /** UTF-16 units. */
  readonly characters: number
  /** Words, numbers, texts and signs. */
  readonly tokens: number
  /** Brackets of any kind inside of each other. */
  readonly levels: number
  readonly directives: number
}

/** Queries, mutations and subscriptions. AppSync itself takes 75 levels at most where a limit is set, and 10,000 resolvers. */
export const requestLimits = {
  characters: 1024 * 1024,
  /** As many as graphql-java takes by default (`ParserOptions`). */
  tokens: 15_000,
  levels: 100,
  directives: 1_000,
  /** Selected fields, those of a fragment as often as it is spread. */
  fields: 10_000,
  /** Lists and maps inside of each other in the variables. */
  variableLevels: 200,
} as const

/** Schemas: AppSync takes one megabyte. */
export const schemaLimits: GraphQLLimits = { characters: 1024 * 1024, tokens: 400_000, levels: 100, directives: 50_000 }

/** What is above a limit, as the end of a sentence. */
export class GraphQLLimitFault extends Error {}

/**
 * Parses a document whose size was counted first.
 * @param options `noLocation` keeps a schema with a hundred thousand faults from having as many places looked up
 * @throws GraphQLLimitFault above a limit, GraphQLError for what is no GraphQL
 */
export function parseWithin(text: string, limits: GraphQLLimits, options: { noLocation?: boolean } = {}): DocumentNode {
  refuseAbove('characters', text.length, limits.characters)
  const lexer = new Lexer(new Source(text))
  let [tokens, levels, directives] = [0, 0, 0]
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    tokens += 1
    refuseAbove('words and signs', tokens, limits.tokens)
    if (token.kind === TokenKind.AT) directives += 1
    refuseAbove('directives', directives, limits.directives)
    if (opening.has(token.kind)) levels += 1
    else if (closing.has(token.kind)) levels -= 1
    refuseAbove('levels of brackets', levels, limits.levels)
  }
  return parse(text, options)
}

const opening = new Set<TokenKind>([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const closing = new Set<TokenKind>([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

/**
 * Counts what a document selects, each fragment once, however often it is spread.
 * @throws GraphQLLimitFault above `requestLimits.fields` or, fragments included, `requestLimits.levels`
 */
export function checkSelection(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const known = new Map<string, Selected>()
  const ofFragment = (name: string, above: number): Selected => {
    // One that leads back to itself counts as nothing: what is wrong with it, the rules of GraphQL say better.
    if (!known.has(name)) {
      known.set(name, { fields: 0, levels: 0 })
      known.set(name, ofSet(fragments.get(name)?.selectionSet, above))
    }
    return known.get(name)!
  }
  const ofSet = (set: SelectionSetNode | undefined, above: number): Selected => {
    refuseAbove('levels of fields and fragments', above, requestLimits.levels)
    let [fields, levels] = [0, 0]
    for (const node of set?.selections ?? []) {
      const isField = node.kind === Kind.FIELD
      const inner =
        node.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(node.name.value, above + 1)
          : ofSet(node.selectionSet, above + 1)
      fields += inner.fields + (isField ? 1 : 0)
      levels = Math.max(levels, inner.levels + 1)
      refuseAbove('selected fields', fields, requestLimits.fields)
      refuseAbove('levels of fields and fragments', above + levels, requestLimits.levels)
    }
    return { fields, levels }
  }
  for (const node of document.definitions) if (node.kind === Kind.OPERATION_DEFINITION) ofSet(node.selectionSet, 0)
}

interface Selected {
  readonly fields: number
  readonly levels: number
}

/** Lists and maps of a JSON value inside of each other, counted up to one above `most`. */
export function levelsOf(value: unknown, most: number): number {
  let [levels, members] = [0, [value]]
  while (levels <= most) {
    const lists = members.filter((member): member is object => typeof member === 'object' && member !== null)
    if (lists.length === 0) break
    levels += 1
    members = lists.flatMap((list) => Object.values(list) as unknown[])
  }
  return levels
}

function refuseAbove(what: string, count: number, most: number): void {
  if (count > most) throw new GraphQLLimitFault(`has ${count} ${what}; the local AWS takes ${most}`)
}
