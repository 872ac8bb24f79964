import type { Document, LineCounter, Node, Pair, YAMLMap } from 'yaml'
import { z } from 'zod'
import { defined } from '../../core/run/defined.ts'
import type { Text } from '../../core/run/next-step.ts'
import type { FilePosition, Finding } from '../../core/run/report.ts'
import { nearest } from '../../core/text/nearest.ts'
import { meantIssue } from './meant-issue.ts'

/** A YAML document, with what is needed to find positions in it. */
export interface ParsedDocument {
  /** For messages. */
  readonly path: string
  readonly document: Document.Parsed
  readonly lines: LineCounter
}

/** A value of the right form that is still wrong. */
export interface WrongValue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** How to correct it. */
  readonly fix?: Text
}

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/**
 * The faults that a schema finds in a document, each with file, line and column, and with a suggestion for a misspelt
 * key.
 */
export function documentFindings(parsed: ParsedDocument, schema: z.ZodType, issues: readonly Issue[]): Finding[] {
  return issues.map(meantIssue).flatMap((issue): Finding[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(parsed, issue.path, key, keysAt(schema, issue.path)))
    const ofKey = issue.code === 'invalid_key'
    return [wrongAt(parsed, { path: issue.path, message: ofKey ? keyMessage(issue) : issue.message }, ofKey)]
  })
}

/** Values that the schema accepts but that are wrong, each with file, line and column. */
export function valueFindings(parsed: ParsedDocument, wrong: readonly WrongValue[]): Finding[] {
  return wrong.map((value) => wrongAt(parsed, value, false))
}

function wrongAt(parsed: ParsedDocument, { path, message, fix }: WrongValue, ofKey: boolean): Finding {
  const name = nameOf(path)
  const text = `${name === '' ? '' : `${name}: `}${message}`
  return { severity: 'error', text, place: placeOf(parsed, path, ofKey), ...defined({ fix }) }
}

function unknownKey(parsed: ParsedDocument, path: Path, key: string, known: readonly string[]): Finding {
  const best = nearest(key, known)
  const inside = nameOf(path)
  return {
    severity: 'error',
    text: `unknown key ${JSON.stringify(key)}${inside === '' ? '' : ` in ${inside}`}`,
    place: placeOf(parsed, [...path, key], true),
    fix: best === undefined ? `the keys here are ${known.join(', ')}` : `did you mean ${best}?`,
  }
}

/** The message for a wrong key. A key is text, so its pattern gives the message. */
function keyMessage(issue: Extract<Issue, { code: 'invalid_key' }>): string {
  return `this is not a valid name: ${issue.issues[0]?.message ?? issue.message}`
}

function nameOf(path: Path): string {
  return path.map(String).join('.')
}

/** The position of a value or of its key; for a missing value, of the object that should contain it. */
function placeOf({ path: file, document, lines }: ParsedDocument, path: Path, ofKey: boolean): FilePosition {
  for (let depth = path.length; depth > 0; depth--) {
    const wanted = path.slice(0, depth)
    const node = (ofKey && depth === path.length ? keyNode : valueNode)(document, wanted) ?? keyNode(document, wanted)
    if (node?.range == null) continue
    const [start, end] = node.range
    const { line, col } = lines.linePos(start)
    return { file, line, column: col, length: Math.max(1, lines.linePos(end).line === line ? end - start : 1) }
  }
  return { file, line: 1, column: 1 }
}

function valueNode(document: Document, path: Path): Node | undefined {
  const node = document.getIn([...path], true) as Node | undefined
  // An empty value has no position of its own.
  return node?.range != null && node.range[0] < node.range[1] ? node : undefined
}

function keyNode(document: Document, path: Path): Node | undefined {
  const holder = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  const { items } = (holder ?? {}) as Partial<YAMLMap>
  if (!Array.isArray(items)) return undefined
  const pair = items.find((item: Pair) => String((item as Pair<Node>).key) === String(path.at(-1)))
  return (pair as Pair<Node> | undefined)?.key
}

/** The keys that the schema defines at a path. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  let here: z.core.$ZodType | undefined = schema
  for (const step of path) here = inner(unwrapped(here), step)
  const object = unwrapped(here)
  return object instanceof z.ZodObject ? Object.keys(object.shape) : []
}

function inner(schema: z.core.$ZodType | undefined, step: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)]
  if (schema instanceof z.ZodRecord) return schema.valueType
  if (schema instanceof z.ZodArray) return schema.element
  return undefined
}

/** Removes wrappers that only give a default; for a choice of forms, takes the form with keys. */
function unwrapped(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrapped(schema.def.innerType)
  if (schema instanceof z.ZodPipe) return unwrapped(schema.def.in)
  if (schema instanceof z.ZodUnion) return schema.options.map(unwrapped).find((option) => option instanceof z.ZodObject)
  return schema
}
