import { type DocumentNode, type ExecutableDefinitionNode, parse, visit } from 'graphql'
import type { FileTree } from '../../../src/generator/resources.ts'
import type { Expression, Node, Reference } from '../../../src/local/appsync/vtl/nodes.ts'
import { parseTemplate } from '../../../src/local/appsync/vtl/parse-template.ts'

/**
 * What an application consists of, language by language, without the texts and names that a model gives it. `words` is what there is at
 * all; `shape` how often and in which order.
 */
export interface LanguageFacts {
  readonly words: ReadonlySet<string>
  readonly shape: string
}

export interface ApplicationFacts {
  readonly template: LanguageFacts
  readonly schema: LanguageFacts
  readonly resolvers: LanguageFacts
  readonly documents: LanguageFacts
  /** Paths that some file system does not take, or takes for another one. */
  readonly unportable: readonly string[]
}

/**
 * Parses everything but Python.
 * @param assist the files that help to write a user interface
 * @throws Error of the parser that does not accept a file
 */
export function applicationFacts(tree: FileTree, assist: FileTree): ApplicationFacts {
  const own = [...tree].filter(([path]) => !path.startsWith('layers/runtime/'))
  const gate = JSON.parse(tree.get('gate.json')!)
  const documents = [
    ...textsNamed(gate, 'document'),
    ...[...assist].filter(([path]) => path.startsWith('prepared-statements/')).map(([, text]) => text),
  ]
  for (const [path, text] of assist) if (path.endsWith('.json')) JSON.parse(text)
  return {
    template: templateFacts(JSON.parse(tree.get('template.json')!)),
    schema: graphqlFacts([tree.get('schema.graphql')!]),
    resolvers: vtlFacts(own.filter(([path]) => path.endsWith('.vtl')).map(([, text]) => text)),
    documents: graphqlFacts(documents),
    unportable: [...unportable([...tree.keys()]), ...unportable([...assist.keys()])],
  }
}

function textsNamed(value: unknown, name: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    key === name && typeof member === 'string' ? [member] : textsNamed(member, name),
  )
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>
}

/** Types, intrinsic functions, actions, principals, wildcards and dynamic references of a template. */
function templateFacts(template: Template): LanguageFacts {
  const words = new Set<string>()
  const shape: string[] = Object.values(template.Resources).map(({ Type }) => Type)
  for (const type of shape) words.add(`type ${type}`)
  const say = (word: string) => {
    words.add(word)
    shape.push(word)
  }
  const visitValue = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (value.includes('{{resolve:')) say(`dynamic reference ${value}`)
      if (value.includes('*')) say(`wildcard ${value.replace(/[A-Za-z0-9_]+/g, 'x')}`)
      if (key === 'Action') say(`action ${value}`)
    }
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      const inside = Array.isArray(value) ? key : name
      if (name === 'Ref') say(`Ref ${String(member).startsWith('AWS::') ? member : ''}`)
      else if (name.startsWith('Fn::') && name !== 'Fn::Sub') say(name)
      else if (name === 'Fn::Sub') {
        const inserted = String(member).match(/\$\{[^!}][^}]*\}/g) ?? []
        say(`Fn::Sub ${inserted.map((each) => (each.includes('AWS::') ? each : '')).join()}`)
      } else if (name === 'Principal' || name === 'Federated') say(`principal ${JSON.stringify(member)}`)
      visitValue(member, inside)
    }
  }
  visitValue(template, '')
  return { words, shape: shape.sort().join('\n') }
}

/** Kinds of nodes and names of directives. */
function graphqlFacts(texts: readonly string[]): LanguageFacts {
  const words = new Set<string>()
  const shape: string[] = []
  for (const text of texts) {
    const document: DocumentNode = parse(text)
    const operations = document.definitions.filter(({ kind }) => kind === 'OperationDefinition')
    if (operations.length > 1 || (operations.length === 1 && document.definitions.length > 1))
      throw new Error(`${document.definitions.length} definitions in ${text}`)
    const kinds: string[] = []
    visit(document, {
      enter(node) {
        if (node.kind === 'Name') return
        const name = node.kind === 'Directive' ? ` ${node.name.value}` : ''
        const operation =
          'operation' in node ? ` ${(node as ExecutableDefinitionNode & { operation: string }).operation}` : ''
        words.add(node.kind + name + operation)
        kinds.push(node.kind + name + operation)
      },
    })
    shape.push(kinds.join(' '))
  }
  return { words, shape: shape.sort().join('\n') }
}

/** Directives and references of mapping templates, without what the model says in them. */
function vtlFacts(texts: readonly string[]): LanguageFacts {
  const words = new Set<string>()
  const shapes = texts.map((text) => {
    // Both forms of a text of the model count as one.
    const own = text.replace(/\$util\.parseJson\('\["(?:[^"\\']|\\u[0-9a-f]{4})*"\]'\)\.get\(0\)/g, "'x'")
    const shape: string[] = []
    const say = (word: string) => {
      words.add(word)
      shape.push(word)
    }
    const nodes = (list: readonly Node[]): void => list.forEach(node)
    const node = (each: Node): void => {
      if (each.kind === 'text') return
      say(`#${each.kind}`)
      if (each.kind === 'reference') reference(each.reference)
      else if (each.kind === 'set') {
        reference(each.target)
        expression(each.value)
      } else if (each.kind === 'if') {
        for (const { condition, body } of each.branches) {
          expression(condition)
          nodes(body)
        }
        nodes(each.otherwise)
      } else if (each.kind === 'foreach') {
        expression(each.items)
        nodes(each.body)
      } else if (each.kind === 'return' && each.value !== undefined) expression(each.value)
      else if (each.kind === 'call') for (const given of each.arguments) expression(given)
    }
    const reference = ({ name, path }: Reference): void => {
      // The parts of a role are counted.
      say(`$${name.replace(/\d+$/, '')}`)
      for (const step of path) {
        if (step.kind === 'method') {
          say(`.${step.name}()`)
          for (const given of step.arguments) expression(given)
        } else if (step.kind === 'index') expression(step.index)
      }
    }
    const expression = (each: Expression): void => {
      if (each.kind === 'variable') {
        reference(each)
        return
      }
      say(each.kind === 'binary' ? each.operator : each.kind === 'number' ? 'literal' : each.kind)
      if (each.kind === 'interpolation') nodes(each.body)
      else if (each.kind === 'list') for (const item of each.items) expression(item)
      else if (each.kind === 'map') for (const pair of each.entries) for (const part of pair) expression(part)
      else if (each.kind === 'not') expression(each.operand)
      else if (each.kind === 'binary') for (const side of [each.left, each.right]) expression(side)
    }
    nodes(parseTemplate(own))
    return shape.join(' ')
  })
  return { words, shape: shapes.sort().join('\n') }
}

/** Names of devices on Windows (Microsoft, "Naming Files, Paths, and Namespaces"). */
const device = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/

function unportable(paths: readonly string[]): readonly string[] {
  const folded = new Map<string, string>()
  return paths.filter((path) => {
    const parts = path.split('/')
    const fold = path.toLowerCase().normalize('NFC')
    const clash = folded.has(fold)
    folded.set(fold, path)
    return (
      clash ||
      parts.some(
        (part) =>
          part === '' ||
          part.length > 200 ||
          /^\.\.?$|[. ]$|[<>:"|?*\\\p{Cc}\p{Cf}]/u.test(part) ||
          device.test(part.split('.')[0]!.toLowerCase()),
      )
    )
  })
}
