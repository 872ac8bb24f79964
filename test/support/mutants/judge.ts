import { inCommandWords } from '../../../src/core/run/command-words.ts'
import { findingLimits } from '../../../src/core/run/finding-limits.ts'
import type { Finding } from '../../../src/core/run/report.ts'
import { StageError } from '../../../src/core/run/stage-error.ts'
import { renderAssist } from '../../../src/generator/assist/render-assist.ts'
import { generate } from '../../../src/generator/generate.ts'
import { checkPython } from '../../../src/generator/model/python/check-python.ts'
import { readModel } from '../../../src/generator/model/read-model.ts'
import type { FileTree, Resources } from '../../../src/generator/resources.ts'
import { filesInMemory } from '../parking-model.ts'
import { testContext } from '../test-context.ts'
import { type ApplicationFacts, applicationFacts } from './application-facts.ts'
import type { Mutant } from './mutate.ts'
import type { PythonFacts, PythonWorker } from './python-worker.ts'
import { type ModelFiles, pathOf } from './whole-model.ts'

/** What became of a model; `faults` says what must not be. */
export interface Verdict {
  readonly outcome: 'refused' | 'refused by Python' | 'too large' | 'generated'
  readonly faults: readonly string[]
  /** Of a processor: how busy the machine is does not count. */
  readonly milliseconds: number
}

interface Made {
  readonly tree: FileTree
  readonly facts: ApplicationFacts
  readonly python: ReadonlyMap<string, PythonFacts>
}

/** Judges mutants of one model by what the model itself gives. */
export interface Judge {
  judge(mutant: Mutant): Promise<Verdict>
}

/** Milliseconds of a processor that a model of half a megabyte takes at most, reading and writing and our looking at it together. */
const slowest = 10_000

/** @throws Error when the model itself is not good */
export async function judgeOf(base: ModelFiles, worker: PythonWorker, resources: Resources): Promise<Judge> {
  const good = await make(base, worker, resources, undefined)
  if ('outcome' in good) throw new Error(`the base is ${good.outcome}: ${good.faults.join('; ')}`)
  return {
    async judge(mutant) {
      const start = process.cpuUsage()
      const made = await makeOrFault(mutant, worker, resources, good)
      const { user, system } = process.cpuUsage(start)
      const milliseconds = (user + system) / 1000
      const faults = [
        ...('outcome' in made ? made.faults : differences(mutant, made, good)),
        ...(milliseconds > slowest ? [`took ${Math.round(milliseconds)} ms of a processor`] : []),
      ]
      return { outcome: 'outcome' in made ? made.outcome : 'generated', faults, milliseconds }
    },
  }
}

type Refused = Pick<Verdict, 'outcome' | 'faults'>

async function makeOrFault(mutant: Mutant, worker: PythonWorker, resources: Resources, base: Made) {
  try {
    return await make(mutant.files, worker, resources, base)
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { outcome: 'refused', faults: [`no error of ours: ${stack.slice(0, 600)}`] } satisfies Refused
  }
}

async function make(
  texts: ModelFiles,
  worker: PythonWorker,
  resources: Resources,
  base: Made | undefined,
): Promise<Made | Refused> {
  const files = filesInMemory(new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)])))
  const context = testContext({ interpreter: async () => 'python', python: async () => 'python' })
  const run = async (_: string, __: readonly string[], { input = '' }: { input?: string | Uint8Array } = {}) => {
    return { exitCode: 0, stdout: await worker.check(String(input)), stderr: '' }
  }
  let model: Awaited<ReturnType<typeof readModel>>['model']
  try {
    const read = await readModel(files, pathOf(texts))
    if (read.model === undefined) return { outcome: 'refused', faults: unclear(read.findings, texts) }
    model = read.model
    const python = await checkPython(model, { ...context, processes: { ...context.processes, run: run as never } })
    if (python.errors > 0) return { outcome: 'refused by Python', faults: unclear(python.shown, texts) }
  } catch (error) {
    if (error instanceof StageError) return { outcome: 'refused', faults: error.message === '' ? ['no message'] : [] }
    throw error
  }
  try {
    const tree = generate(model, resources)
    const facts = applicationFacts(tree, renderAssist(model))
    return { tree, facts, python: await pythonFacts(tree, worker, base) }
  } catch (error) {
    if (error instanceof StageError && error.reason === 'template-invalid') return { outcome: 'too large', faults: [] }
    throw error
  }
}

/** Findings that a reader cannot act on. */
function unclear(findings: readonly Finding[], texts: ModelFiles): readonly string[] {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const bad = findings.filter(
    ({ place, rule, text, fix = '' }) =>
      place?.line === undefined ||
      !(place.file in texts) ||
      place.line < 1 ||
      place.line > texts[place.file]!.split(/\r\n?|\n/).length ||
      rule === undefined ||
      text === '' ||
      text.length > findingLimits.text ||
      inCommandWords(fix).length > findingLimits.fix,
  )
  return [
    ...(errors.length === 0 ? ['refused without an error'] : []),
    ...(findings.length > 3 * findingLimits.shown ? [`${findings.length} findings`] : []),
    ...bad.map((finding) => `unclear: ${JSON.stringify(finding).slice(0, 300)}`),
  ]
}

/** Files that are as in the base need no look. */
async function pythonFacts(tree: FileTree, worker: PythonWorker, base: Made | undefined): Promise<Made['python']> {
  const own = [...tree].filter(([path]) => path.endsWith('.py') && !path.startsWith('layers/'))
  const changed = own.filter(([path, text]) => base?.tree.get(path) !== text)
  const asked = changed.length === 0 ? {} : await worker.shapes(Object.fromEntries(changed))
  return new Map(own.map(([path]) => [path, Object.hasOwn(asked, path) ? asked[path]! : base!.python.get(path)!]))
}

/** What an application has that the one of the base has not. */
function differences(mutant: Mutant, made: Made, base: Made): readonly string[] {
  const strict = isPlain(mutant)
  const languages = ['template', 'schema', 'resolvers', 'documents'] as const
  return [
    ...languages.flatMap((language) => {
      const [now, before] = [made.facts[language], base.facts[language]]
      const news = [...now.words].filter((word) => !before.words.has(word)).map((word) => `${language}: new ${word}`)
      if (news.length > 0 || !strict || now.shape === before.shape) return news
      return [`${language}: another shape\n${firstDifference(now.shape, before.shape)}`]
    }),
    ...made.facts.unportable.map((path) => `unportable path ${JSON.stringify(path)}`),
    ...pythonDifferences(made.python, base.python, strict),
  ]
}

function firstDifference(now: string, before: string): string {
  const lines = before.split('\n')
  return now.split('\n').filter((line) => !lines.includes(line))[0] ?? 'fewer'
}

/** Modules that the model brings along are its own code altogether. */
const modules = /^application\/(?:lib|projections)\//

function pythonDifferences(now: Made['python'], before: Made['python'], strict: boolean): readonly string[] {
  const words = (facts: PythonFacts | undefined, kind: 'imports' | 'calls' | 'statements') =>
    facts === undefined || 'error' in facts ? [] : facts[kind]
  const faults = [...now].flatMap(([path, facts]) => ('error' in facts ? [`${path}: ${facts.error}`] : []))
  for (const kind of ['imports', 'calls', 'statements'] as const) {
    const known = new Set([...before.values()].flatMap((facts) => words(facts, kind)))
    for (const [path, facts] of now) {
      if (modules.test(path)) continue
      faults.push(
        ...words(facts, kind).flatMap((word) => (known.has(word) ? [] : [`${path}: new in ${kind}: ${word}`])),
      )
    }
  }
  if (!strict) return faults
  for (const shape of ['full', 'closed'] as const) {
    const shapes = (files: Made['python']) =>
      [...files.values()].map((facts) => ('error' in facts ? '' : facts[shape])).sort()
    if (shapes(now).join() === shapes(before).join()) continue
    // What is code in the model may be other code; around it nothing changes.
    if (shape === 'full') continue
    const changed = [...now].filter(([path, facts]) => JSON.stringify(facts) !== JSON.stringify(before.get(path)))
    faults.push(`Python of another shape: ${changed.map(([path]) => path).join(', ')}`)
  }
  return faults
}

/** Attributes that hold a text or a name, whose change must leave everything else as it is. */
const plain = new Set(
  (
    'description exception message subject text html content file-name path password email url receiver sender bucket uri user ' +
    'notification-type identifier group-name username project-name role regex method #json'
  ).split(' '),
)

/** Whether only texts differ, at places where a text is a text whatever it says. */
function isPlain({ kind, sites, changes }: Mutant): boolean {
  if (kind !== 'text' || changes.some((change) => / (?:set|append|put before|raw) "(?:#|-|"|\s|\\n|\\t)/.test(change)))
    return false
  return sites.every(
    ({ attribute, element, marked }) =>
      plain.has(attribute) && !marked && !(attribute === 'role' && element !== 'activity'),
  )
}
