import { join, relative } from 'node:path'
import type { StageEntry } from '../../core/run/stage-list.ts'
import { countOf } from '../../core/text/count-of.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { type StageName, stages } from '../../stages/stages.ts'
import type { Source } from './source.ts'

/** The choices of the person who starts the line. */
export interface Wishes {
  readonly noTests: boolean
  readonly rerun: boolean
  readonly testCommand?: string | undefined
  /** How many scenarios may run at the same time. */
  readonly lanes: number
}

/** The state of the line: where it works, and the outputs of finished stages, by step. */
export interface LineState {
  readonly inputs: Wishes
  /** Folder of the model or the template, absolute. */
  readonly folder: string
  readonly source: Source
  readonly application: string
  /** Folder for application and reports. */
  readonly out: string
  /** Folder or file of `liftlock.yml`. */
  readonly configuration: string
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** One step of the line: a stage, its inputs from earlier outputs, and a text about its own outputs. */
export interface Step {
  readonly name: string
  readonly stage: StageEntry
  readonly inputs: (state: LineState) => Readonly<Record<string, string | undefined>>
  readonly say: (outputs: Readonly<Record<string, unknown>>, state: LineState) => string
}

/** How outputs become inputs between the stages of the line; the stages themselves do not know each other. */
const parts: Readonly<Partial<Record<StageName, Omit<Step, 'stage'>>>> = {
  generate: {
    name: 'generate',
    inputs: ({ inputs, source, out }) => ({ model: source.path, out, 'no-tests': String(inputs.noTests) }),
    say: ({ outcome, files, written, unitTests }) => {
      const made =
        outcome === 'no-changes'
          ? `${countOf(Number(files), 'file')} unchanged`
          : written === files
            ? countOf(Number(files), 'file')
            : `${written} of ${countOf(Number(files), 'file')}`
      return unitTests === undefined ? made : `${made}, ${countOf(Number(unitTests), 'unit test')} passed`
    },
  },
  build: {
    name: 'build',
    inputs: ({ folder, out }) => ({ source: folder, out }),
    say: ({ by }) => said[by as keyof typeof said],
  },
  package: {
    name: 'package',
    inputs: ({ application, source, folder, out, configuration, outputs }) => ({
      application,
      source: source.kind === 'model' ? join(out, 'app') : String(outputs.build?.source ?? folder),
      environment: 'staging',
      configuration,
    }),
    say: ({ artifacts, uploaded, release }) => {
      const present = Number(artifacts) - Number(uploaded)
      const moved =
        uploaded === 0
          ? 'all there already'
          : present > 0
            ? `${uploaded} uploaded, ${present} already there`
            : `${uploaded} uploaded`
      return `${countOf(Number(artifacts), 'artifact')}, ${moved}, release ${shortDigest(String(release))}`
    },
  },
  deploy: {
    name: 'staging',
    inputs: ({ application, out, configuration, outputs }) => ({
      application,
      release: String(outputs.package?.release),
      environment: 'staging',
      configuration,
      report: join(out, 'report'),
    }),
    say: sayChanges,
  },
  'quality-gate': {
    name: 'quality gate',
    inputs: ({ application, inputs, folder, source, out, configuration, outputs }) => ({
      application,
      release: String(outputs.package?.release),
      environment: 'staging',
      model: source.kind === 'model' ? relative(process.cwd(), folder) : undefined,
      configuration,
      report: join(out, 'report'),
      'test-folder': folder,
      rerun: String(inputs.rerun),
      lanes: String(inputs.lanes),
    }),
    say: ({ outcome, scenarios, events, views, testCommand }) =>
      outcome === 'no-changes' ? 'this release passed already' : sayTested({ scenarios, events, views, testCommand }),
  },
  promote: {
    name: 'production',
    inputs: ({ application, out, configuration, outputs }) => ({
      application,
      release: String(outputs.package?.release),
      environment: 'production',
      from: 'staging',
      configuration,
      report: join(out, 'report'),
    }),
    say: (outputs, { outputs: { 'quality gate': gate } }) =>
      outputs.outcome === 'no-changes'
        ? 'no changes'
        : `${sayChanges(outputs)}, the bytes that ${gate ? 'passed the gate' : 'run on staging'}`,
  },
}

/** What built the application, in the words of the line. */
const said = {
  command: 'your command',
  sam: 'sam build',
  liftlock: 'dependencies installed',
  nothing: 'nothing to build',
} as const

/** The line, in the order of the list of stages. */
export const steps: readonly Step[] = Object.entries(stages).flatMap(([name, stage]) => {
  const part = parts[name as StageName]
  return part === undefined ? [] : [{ ...part, stage }]
})

function sayChanges({ outcome, changes }: Readonly<Record<string, unknown>>): string {
  if (outcome === 'no-changes') return 'no changes'
  const { added = 0, replaced = 0, changed = 0, removed = 0 } = (changes ?? {}) as Readonly<Record<string, number>>
  const parts = [
    added > 0 && `${added} created`,
    replaced > 0 && `${replaced} replaced`,
    changed > 0 && `${changed} changed`,
    removed > 0 && `${removed} removed`,
  ]
  return parts.filter(Boolean).join(', ') || 'done'
}

/** `3 scenarios, 4/4 events, 2/2 views`; a template without a model has nothing to cover. */
function sayTested({ scenarios, events, views, testCommand }: Readonly<Record<string, unknown>>): string {
  const covered = [
    ['events', events],
    ['views', views],
  ].flatMap(([name, ratio]) => (ratio === undefined || ratio === '0/0' ? [] : [`${ratio} ${name}`]))
  const tested = scenarios === 0 && testCommand !== undefined ? [] : [countOf(Number(scenarios), 'scenario')]
  return [...tested, ...covered, ...(testCommand === undefined ? [] : [`test command ${testCommand}`])].join(', ')
}
