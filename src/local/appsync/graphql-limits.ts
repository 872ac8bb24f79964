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

/** Limits of one GraphQL document. Larger documents are refused (`docs/errors.md`, "Limits on documents"). */
export interface GraphQLLimits {
  /** UTF-16 units. */
  readonly characters: number
  /** Lexical tokens: names, numbers, strings and punctuators. */
  readonly tokens: number
  /** Nesting depth of brackets of any kind. */
  readonly levels: number
  readonly directives: number
}

/**
 * Limits of queries, mutations and subscriptions. AppSync runs at most 10,000 resolvers in a request, and its query
 * depth can be limited to at most 75 levels.
 */
export const requestLimits = {
  characters: 1024 * 1024,
  /** The default of graphql-java (`ParserOptions`). */
  tokens: 15_000,
  levels: 100,
  directives: 1_000,
  /** Selected fields; those of a fragment count each time it is spread. */
  fields: 10_000,
  /** Nesting depth of lists and maps in the variables. */
  variableLevels: 200,
} as const

/** Limits of schemas. AppSync accepts one megabyte. */
export const schemaLimits: GraphQLLimits = { characters: 1024 * 1024, tokens: 400_000, levels: 100, directives: 50_000 }

/** A document exceeds a limit. The message is the end of a sentence, such as "has 12 levels; …". */
export class GraphQLLimitFault extends Error {}

/**
 * Checks the size of a document, then parses it.
 * @param options `noLocation` leaves out positions, which are slow to find for a schema with very many faults
 * @throws GraphQLLimitFault above a limit, GraphQLError for a syntax error
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
 * Checks how much a document selects. Each fragment is counted once and the count reused, however often it is spread.
 * @throws GraphQLLimitFault above `requestLimits.fields` or, fragments included, `requestLimits.levels`
 */
export function checkSelection(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const counted = new Map<string, Selected>()
  const ofFragment = (name: string, above: number): Selected => {
    // A fragment that spreads itself counts as empty here: GraphQL's own validation reports it better.
    if (!counted.has(name)) {
      counted.set(name, { fields: 0, levels: 0 })
      counted.set(name, ofSet(fragments.get(name)?.selectionSet, above))
    }
    return counted.get(name)!
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

/** Nesting depth of lists and maps in a JSON value. Counting stops at one above `most`. */
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
  if (count > most) throw new GraphQLLimitFault(`has ${count} ${what}; the local AWS accepts at most ${most}`)
}
