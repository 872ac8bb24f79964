import { isRecord } from '../../core/documents/is-record.ts'
import { own } from '../../core/run/own.ts'
import type { Path, PipelineFinding } from '../finding.ts'
import type { Suggest } from '../suggest.ts'
import { countFault, limitFault } from './check-limit.ts'
import { branchesOf, isIntrinsic, isNoValue } from './intrinsic.ts'
import type { Scalar, Shape, Structure } from './shapes.ts'
import type { Spelling } from './spelling.ts'

/** One document on its way to a definition. */
export interface Reading {
  readonly spelling: Spelling
  readonly findings: PipelineFinding[]
  readonly suggest: Suggest
  /** Whether a part is missing or of another kind. */
  broken: boolean
}

/** A value in the words of the service; what is wrong with it is added to the findings. */
export function readValue(shape: Shape, value: unknown, path: Path, reading: Reading): unknown {
  if (value === null || value === undefined)
    return wrongKind('has no value', path, reading, 'give it a value, or leave it out')
  if (isIntrinsic(value)) return readIntrinsic(shape, value, path, reading)
  switch (shape.kind) {
    case 'text':
      return readText(shape, value, path, reading)
    case 'number':
      return readNumber(shape, value, path, reading)
    case 'flag':
      return readFlag(value, path, reading)
    case 'list':
      if (!Array.isArray(value)) return wrongKind('is not a list', path, reading, 'write a list')
      checkCount(shape, value, path, reading)
      return value.map((item, index) => readValue(shape.of, item, [...path, index], reading))
    case 'regions':
      return readRegions(shape.of, value, path, reading)
    case 'map':
      return readMap(shape, value, path, reading)
    case 'structure':
      return readStructure(shape, value, path, reading)
  }
}

/** The branches of a condition are read like the value itself; other functions stay as they are. */
function readIntrinsic(shape: Shape, value: Readonly<Record<string, unknown>>, path: Path, reading: Reading): unknown {
  const branches = branchesOf(value)
  if (branches === undefined) return value
  const [condition] = value['Fn::If'] as readonly unknown[]
  const read = branches.map((branch, index) =>
    isNoValue(branch) ? branch : readValue(shape, branch, [...path, 'Fn::If', index + 1], reading),
  )
  return { 'Fn::If': [condition, ...read] }
}

function readText(shape: Scalar, value: unknown, path: Path, reading: Reading): unknown {
  const text = typeof value !== 'string' && reading.spelling.kind === 'template' ? scalarText(value) : value
  if (typeof text !== 'string')
    return wrongKind(
      'is not a text',
      path,
      reading,
      isRecord(value) || Array.isArray(value) ? 'write it as one text, such as JSON in quotes' : 'write it in quotes',
    )
  // A dynamic reference has another text once it is resolved.
  if (!text.includes('{{resolve:')) checkLimit(shape, text, path, reading)
  return text
}

function scalarText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

function readNumber(shape: Scalar, value: unknown, path: Path, reading: Reading): unknown {
  const isDigits = typeof value === 'string' && /^-?\d+$/.test(value) && reading.spelling.kind === 'template'
  const number = isDigits ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number))
    return wrongKind('is not a whole number', path, reading, 'write a whole number')
  checkLimit(shape, number, path, reading)
  return number
}

function readFlag(value: unknown, path: Path, reading: Reading): unknown {
  if (typeof value === 'boolean') return value
  if (value === 'true' || value === 'false') return value === 'true'
  return wrongKind('is neither true nor false', path, reading, 'write true or false')
}

/** The service has a mapping of regions. A region that only a deployment knows cannot be a key: then it is a list. */
function readRegions(of: Structure, value: unknown, path: Path, reading: Reading): unknown {
  if (Array.isArray(value)) return value.map((item, index) => readValue(of, item, [...path, index], reading))
  if (reading.spelling.kind === 'template' || !isRecord(value))
    return wrongKind('is not a list of regions with their stores', path, reading, 'name each region with its store')
  return Object.entries(value).map(([region, store]) => {
    const at = [...path, region]
    return {
      region: readValue(of.members.region!, region, at, reading),
      artifactStore: readValue(of.members.artifactStore!, store, at, reading),
    }
  })
}

function readMap(shape: Shape & { kind: 'map' }, value: unknown, path: Path, reading: Reading): unknown {
  if (!isRecord(value)) return wrongKind('is not a mapping', path, reading, 'write a mapping of names to values')
  checkCount(shape, Object.keys(value), path, reading)
  const entries = Object.entries(value).map(([key, member]) => {
    const at = [...path, key]
    if (key.startsWith('Fn::')) return [key, member] as const
    checkLimit({ kind: 'text', limit: shape.key }, key, at, reading)
    return [key, isNoValue(member) ? member : readValue(shape.of, member, at, reading)] as const
  })
  return Object.fromEntries(entries)
}

function readStructure(shape: Structure, value: unknown, path: Path, reading: Reading): unknown {
  if (!isRecord(value)) return wrongKind('is not a mapping', path, reading, 'write a mapping of names to values')
  const { spelling } = reading
  const members = new Map(Object.keys(shape.members).map((member) => [spelling.nameOf(member), member]))
  const entries = Object.entries(value).map(([name, given]) => {
    const member = members.get(name)
    if (member === undefined) {
      if (!name.startsWith('Fn::')) unknownMember(name, [...members.keys()], path, reading)
      return [name, given] as const
    }
    return [
      member,
      isNoValue(given) ? given : readValue(shape.members[member]!, given, [...path, name], reading),
    ] as const
  })
  // A macro or a loop may bring members.
  const complete = Object.keys(value).every((name) => !name.startsWith('Fn::'))
  for (const member of complete ? shape.required : []) {
    const given = own(value, spelling.nameOf(member))
    if (!Object.hasOwn(value, spelling.nameOf(member)) || isNoValue(given))
      wrongKind(`${spelling.nameOf(member)} is missing`, path, reading, `add ${spelling.nameOf(member)}`)
  }
  return Object.fromEntries(entries)
}

function unknownMember(name: string, known: readonly string[], path: Path, { findings, suggest }: Reading): void {
  const guess = suggest(name, known)
  findings.push({
    rule: 'P-01',
    severity: 'error',
    path: [...path, name],
    text: `${name} is not known here`,
    fix: guess === undefined ? `known are ${known.join(', ')}` : `did you mean ${guess}?`,
  })
}

function wrongKind(text: string, path: Path, reading: Reading, fix: string): undefined {
  reading.broken = true
  reading.findings.push({ rule: 'P-01', severity: 'error', path, text, fix })
}

function checkLimit(shape: Scalar, value: string | number, path: Path, reading: Reading) {
  const fault = limitFault(value, shape.limit, reading.suggest)
  if (fault !== undefined) reading.findings.push({ rule: 'P-02', severity: 'error', path, ...fault })
}

/** Items that a condition may leave out count only towards the maximum, and only where no branch leaves them out. */
function checkCount(
  shape: Shape & { kind: 'list' | 'map' },
  items: readonly unknown[],
  path: Path,
  { findings }: Reading,
): void {
  if (shape.limit === undefined) return
  const certain = items.filter((item) => !isIntrinsic(item))
  const literal = certain.length === items.length || shape.kind === 'map'
  const fault = countFault(literal ? items.length : certain.length, shape.limit, literal)
  if (fault !== undefined) findings.push({ rule: 'P-02', severity: 'error', path, ...fault })
}
