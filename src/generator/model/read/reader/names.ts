import { limits } from '../../../limits.ts'
import { applicationName } from '../../../names.ts'
import { isDevice } from '../parts/portable-path.ts'
import type { ElementReader } from './element-reader.ts'

/** The two rules for names (model format 3.1): of the most tolerant modeler, and of its strictest validator. */
const rules = {
  pascal: {
    wide: /^[A-Z][a-zA-Z0-9]*$/,
    narrow: /^[A-Z][a-z]+(?:[A-Z][a-z]+)*$/,
    text: 'an upper-case letter, then letters and digits',
  },
  camel: {
    wide: /^[a-z][a-zA-Z0-9]*$/,
    narrow: /^[a-z][a-zA-Z]+$/,
    text: 'a lower-case letter, then letters and digits',
  },
} as const

/** Attributes whose values become file names. */
const filed = new Set(['name', 'project-name', 'graphql-namespace', 'graphql-name', 'field-name'])

/** https://docs.python.org/3.13/reference/lexical_analysis.html#keywords */
const pythonKeywords = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)

export function isPythonKeyword(name: string): boolean {
  return pythonKeywords.has(name)
}

/** The name in an attribute, checked (V-03, V-04); undefined if there is no valid one. */
export function readName(reader: ElementReader, attribute: string, rule: keyof typeof rules): string | undefined {
  const name = reader.required(attribute)
  return name === undefined ? undefined : checkName(reader, attribute, name, rule)
}

/** Checks one name of an attribute that may contain several. */
export function checkName(
  reader: ElementReader,
  attribute: string,
  name: string,
  rule: keyof typeof rules,
): string | undefined {
  const { wide, narrow, text } = rules[rule]
  const place = reader.placeOf(attribute)
  const shown = name.length > limits.name ? `${name.slice(0, limits.name)}…` : name
  if (!wide.test(name)) {
    reader.findings.error('V-04', place, `${JSON.stringify(shown)} is not a valid name: expected ${text}`)
    return undefined
  }
  if (name.length > limits.name) {
    reader.findings.error('V-04', place, `the name ${shown} has more than ${limits.name} characters`)
    return undefined
  }
  // Fields have no files of their own, so they may have such a name.
  if (filed.has(attribute) && isDevice(name) && !['field', 'filter-clause'].includes(reader.element.name)) {
    reader.findings.error('V-04', place, `the name ${name} is that of a device on Windows, where no file can have it`)
    return undefined
  }
  if (isPythonKeyword(name)) {
    reader.findings.error('V-04', place, `the name ${name} is a keyword of Python`)
    return undefined
  }
  if (!narrow.test(name))
    reader.findings.warning('V-04', place, `the validator of the modeler does not accept the name ${name}`)
  return name
}

/** The name of a project (V-04): any text from which a name for the application can be derived. */
export function checkProjectName(reader: ElementReader, name: string): string | undefined {
  if (rules.pascal.wide.test(name)) return checkName(reader, 'project-name', name, 'pascal')
  const application = applicationName(name)
  const place = reader.placeOf('project-name')
  const shown = JSON.stringify(name.length > limits.name ? `${name.slice(0, limits.name)}…` : name)
  const fix = 'begin with a letter, and use letters from a to z, digits, spaces and hyphens'
  if (application === undefined) reader.findings.error('V-04', place, `no application can be named after ${shown}`, fix)
  else if (name.length > limits.name)
    reader.findings.error('V-04', place, `the name ${shown} has more than ${limits.name} characters`)
  else if (isDevice(application))
    reader.findings.error('V-04', place, `the name ${shown} is that of a device on Windows, where no file can have it`)
  else return name
  return undefined
}

/** A dotted namespace (`Garage.Visit`), split and checked. */
export function readNamespace(reader: ElementReader, attribute: string): readonly string[] | undefined {
  const text = reader.text(attribute)
  if (text === undefined) return undefined
  const names = text.split('.').map((name) => checkName(reader, attribute, name, 'pascal'))
  return names.every((name) => name !== undefined) ? names : undefined
}

/**
 * The `name` attribute, compared with the file's name (rule V-06, decision D-03): the attribute takes precedence; the
 * file's name is used if there is none.
 */
export function readNameOfFile(
  reader: ElementReader,
  fileName: string | undefined,
  rule: keyof typeof rules,
  attribute = 'name',
): string | undefined {
  if (reader.text(attribute) === undefined && fileName !== undefined) {
    reader.findings.warning(
      'V-03',
      reader.place,
      `<${reader.element.name}> has no ${attribute}; the file's name counts: ${fileName}`,
    )
    return checkName(reader, attribute, fileName, rule)
  }
  const name = readName(reader, attribute, rule)
  if (name !== undefined && fileName !== undefined && name !== fileName) {
    reader.findings.warning(
      'V-06',
      reader.placeOf(attribute),
      `the name ${name} differs from the file's name ${fileName}; the name counts`,
    )
  }
  return name
}
