import { nearest } from '../../core/text/nearest.ts'

/**
 * Functions that have a short form (CloudFormation user guide, "Intrinsic function reference", "Rule-specific intrinsic
 * functions").
 */
const functions = [
  'And',
  'Base64',
  'Cidr',
  'Condition',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'GetAZs',
  'GetAtt',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Ref',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
]

const shortForms: ReadonlySet<string> = new Set(functions.map((name) => `!${name}`))

/**
 * Tags of YAML itself that say what a plain word is (user guide, "Template formats", names those that are not
 * supported).
 */
const plainTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
)

/** Whether a tag is the short form of an intrinsic function. */
export function isShortForm(tag: string | undefined): tag is string {
  return tag !== undefined && shortForms.has(tag)
}

/** Whether CloudFormation reads a tag. */
export function isReadTag(tag: string): boolean {
  return tag === '!' || shortForms.has(tag) || plainTags.has(tag)
}

/** What to write in place of a tag that CloudFormation does not read. */
export function meantTag(tag: string): string {
  if (tag.startsWith('!Rain::')) return 'make the template with "rain pkg" first, and package what it writes'
  const meant = nearest(tag, shortForms, Math.max(1, Math.floor(tag.length / 3)))
  return meant === undefined ? 'leave the tag out, or write a function in its long form' : `did you mean ${meant}?`
}

/** The long form of an intrinsic function. */
export function writtenOut(tag: string, value: unknown): Record<string, unknown> {
  const name = tag.slice(1)
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.')
    return { 'Fn::GetAtt': dot === -1 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] }
  }
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value }
}
