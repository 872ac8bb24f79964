import { join, relative } from 'node:path'
import type { StageEntry } from '../../core/run/stage-list.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { type StageName, stages } from '../../stages/stages.ts'
import type { Source } from './source.ts'

/** What the person who starts the line wants of its stages. */
export interface Wishes {
  readonly noTests: boolean
  readonly rerun: boolean
  /** How many scenarios may run side by side. */
  readonly lanes: number
}

/** What the line knows so far: where it works, and the outputs of the stages that ran, by step. */
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

/** One step of the line: a stage, its inputs from what came before, and what to say of its outputs. */
export interface Step {
  readonly name: string
  readonly stage: StageEntry
  readonly inputs: (state: LineState) => Readonly<Record<string, string | undefined>>
  readonly say: (outputs: Readonly<Record<string, unknown>>, state: LineState) => string
}

/** What passes between the stages that take part in the line; they know nothing of each other. */
const parts: Readonly<Partial<Record<StageName, Omit<Step, 'stage'>>>> = {
  generate: {
    name: 'generate',
    inputs: ({ inputs, source, out }) => ({ model: source.path, out, 'no-tests': String(inputs.noTests) }),
    say: ({ outcome, files, written, unitTests }) => {
      const made =
        outcome === 'no-changes'
          ? `${files} files unchanged`
          : written === files
            ? `${files} files`
            : `${written} of ${files} files`
      return unitTests === undefined ? made : `${made}, ${unitTests} unit tests passed`
    },
  },
  package: {
    name: 'package',
    inputs: ({ application, source, out, configuration }) => ({
      application,
      source: source.kind === 'model' ? join(out, 'app') : source.path,
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
      return `${artifacts} ${artifacts === 1 ? 'artifact' : 'artifacts'}, ${moved}, release ${shortDigest(String(release))}`
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
      rerun: String(inputs.rerun),
      lanes: String(inputs.lanes),
    }),
    say: ({ outcome, scenarios, events, views }) =>
      outcome === 'no-changes'
        ? 'this release passed already'
        : `${scenarios} scenarios, ${events} events, ${views} views`,
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
