import { type SeededRandom, seededRandom } from '../seeded-random.ts'
import { hostileTexts } from './hostile-texts.ts'
import { type ElementSite, elementSites, type TextSite, textSites } from './mutation-sites.ts'
import type { ModelFiles } from './whole-model.ts'

/** A model with one or two hostile changes. */
export interface Mutant {
  readonly number: number
  /** What was done, to find it again. */
  readonly changes: readonly string[]
  readonly files: ModelFiles
  /** `text`: only texts differ from the base; `structure`: elements or files do. */
  readonly kind: 'text' | 'structure'
  /** Where texts were changed. */
  readonly sites: readonly TextSite[]
}

/** Makes mutants of one model. */
export interface Mutator {
  readonly sites: readonly TextSite[]
  /** The same number and seed give the same mutant. Numbers go through all places where text stands, one after the other. */
  mutant(number: number): Mutant
}

export function mutatorOf(base: ModelFiles, seed: number): Mutator {
  const sites = textSites(base)
  const elements = elementSites(base)
  return {
    sites,
    mutant(number) {
      // A multiple, because small seeds that follow one another begin alike.
      const random = seededRandom(Math.imul(seed + number, 0x9e3779b1) | 1)
      const site = sites[number % sites.length]!
      // In the first round each place gets its text; structure alone comes later.
      const kind = number < sites.length ? [0, 0, 0, 8, 9][random.below(5)]! : random.below(10)
      const first = textChange(site, random)
      const changes: readonly Change[] =
        kind < 6
          ? [first]
          : kind < 8
            ? [structureChange(elements, base, random)]
            : kind < 9
              ? [first, textChange(oneOf(random, sites), random)]
              : [first, structureChange(elements, base, random)]
      const texts = changes.flatMap((change) => (change.site === undefined ? [] : [change.site]))
      return {
        number,
        changes: changes.map(({ what }) => what),
        files: changes.some((change) => overlaps(change, changes))
          ? first.apply(base)
          : [...changes].sort((a, b) => b.from - a.from).reduce((files, change) => change.apply(files), base),
        kind: texts.length === changes.length ? 'text' : 'structure',
        sites: texts,
      }
    },
  }
}

interface Change {
  readonly what: string
  readonly file: string
  readonly from: number
  readonly to: number
  readonly site?: TextSite
  readonly apply: (files: ModelFiles) => ModelFiles
}

function overlaps(change: Change, all: readonly Change[]): boolean {
  return all.some(
    (other) => other !== change && other.file === change.file && other.from < change.to && change.from < other.to,
  )
}

function splice(files: ModelFiles, file: string, from: number, to: number, text: string): ModelFiles {
  const old = files[file]!
  return { ...files, [file]: old.slice(0, from) + text + old.slice(to) }
}

function textChange(site: TextSite, random: SeededRandom): Change {
  const hostile = oneOf(random, hostileTexts)
  const { file, from, to } = site
  const way = random.below(4)
  return {
    ...{ site, file, from, to },
    what: `${file} <${site.element} ${site.attribute}> ${['set', 'append', 'put before', 'raw'][way]} ${JSON.stringify(hostile).slice(0, 60)}`,
    apply(files) {
      const old = files[file]!.slice(from, to)
      const written = way === 3 ? hostile : escaped(hostile, site.language)
      if (site.language === 'json') return splice(files, file, from, to, JSON.stringify(hostile))
      const text = way === 1 ? old + written : way === 2 ? written + old : written
      return splice(files, file, from, to, text)
    },
  }
}

function escaped(text: string, language: TextSite['language']): string {
  if (language !== 'xml') return text
  const names: Readonly<Record<string, string>> = {
    '<': '&lt;',
    '>': '&gt;',
    '&': '&amp;',
    '"': '&quot;',
    "'": '&apos;',
  }
  return text.replace(/[<>&"']/g, (character) => names[character]!)
}

function structureChange(elements: readonly ElementSite[], base: ModelFiles, random: SeededRandom): Change {
  const site = oneOf(random, elements)
  const { file, from, to, name, afterName } = site
  const markup = base[file]!.slice(from, to)
  const other = oneOf(random, elements)
  const foreign = base[other.file]!.slice(other.from, other.to)
  const replaced = (what: string, text: string): Change => ({
    ...{ what: `${file} <${name}> ${what}`, file, from, to },
    apply: (files) => splice(files, file, from, to, text),
  })
  const attributes = [...markup.slice(0, markup.indexOf('>')).matchAll(/ ([\w-]+)="/g)].map(
    ([, attribute]) => attribute!,
  )
  const attribute = attributes[random.below(Math.max(1, attributes.length))] ?? 'name'
  const withAttribute = (text: string) => markup.slice(0, afterName - from) + text + markup.slice(afterName - from)
  const ways: readonly (() => Change)[] = [
    () => replaced('removed', ''),
    () => replaced('doubled', markup + markup),
    () => replaced(`replaced by <${other.name}> of ${other.file}`, foreign),
    () => replaced(`followed by <${other.name}> of ${other.file}`, markup + foreign),
    () => replaced('nested in itself', `<${name}>`.repeat(1 + random.below(120)) + markup),
    () => replaced('90 levels deep', `<${name}>`.repeat(90) + markup + `</${name}>`.repeat(90)),
    () => {
      const times = Math.min(10_000, Math.ceil(400_000 / markup.length))
      return replaced(`${times} times`, markup.repeat(times))
    },
    () =>
      replaced(
        'in another namespace',
        markup.replaceAll(`<${name}`, `<x:${name}`).replaceAll(`</${name}`, `</x:${name}`),
      ),
    () => replaced('with a namespace', withAttribute(' xmlns="urn:other" xmlns:x="urn:x"')),
    () => replaced(`${attribute} doubled in upper case`, withAttribute(` ${attribute.toUpperCase()}="x"`)),
    () => replaced(`${attribute} doubled`, withAttribute(` ${attribute}="x"`)),
    () => replaced(`without ${attribute}`, markup.replace(new RegExp(` ${attribute}="[^"]*"`), '')),
    () =>
      replaced('renamed', markup.replaceAll(`<${name}`, `<${other.name}`).replaceAll(`</${name}`, `</${other.name}`)),
    () => replaced('cut off', markup.slice(0, random.below(markup.length))),
    () => fileChange(`${file} removed`, file, (files) => without(files, file)),
    () =>
      fileChange(`${file} takes the text of ${other.file}`, file, (files) => ({ ...files, [file]: base[other.file]! })),
    () => {
      const to = renamed(file, random)
      return fileChange(`${file} becomes ${to}`, file, (files) => ({ ...without(files, file), [to]: files[file]! }))
    },
    () => {
      const to = renamed(file, random)
      return fileChange(`${file} also as ${to}`, file, (files) => ({ ...files, [to]: files[file]! }))
    },
  ]
  return oneOf(random, ways)()
}

function fileChange(what: string, file: string, apply: Change['apply']): Change {
  return { what, file, from: 0, to: Number.MAX_SAFE_INTEGER, apply }
}

function without(files: ModelFiles, file: string): ModelFiles {
  return Object.fromEntries(Object.entries(files).filter(([path]) => path !== file))
}

/** Another name for the last or the first part of a path; names that a file system cannot have are left out. */
function renamed(file: string, random: SeededRandom): string {
  const names = [
    'Con',
    'aux',
    'Nul',
    'garage',
    '__proto__',
    'constructor',
    '$(x)',
    'a b',
    "a'b",
    'a"b',
    'é',
    '😀',
    '-x',
    '..x',
    'x.',
    '{{x}}',
    '${x}',
    '\u202ex',
    'A'.repeat(100),
  ]
  const parts = file.split('/')
  const at = random.below(parts.length)
  const extension = at === parts.length - 1 ? (/\.[^.]*$/.exec(file)?.[0] ?? '') : ''
  return parts.with(at, oneOf(random, names) + extension).join('/')
}

function oneOf<T>(random: SeededRandom, items: readonly T[]): T {
  return items[random.below(items.length)]!
}
