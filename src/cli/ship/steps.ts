import { join, relative } from 'node:path'
import { shortDigest } from '../../core/text/short-digest.ts'
import { type StageEntry, stages } from '../../stages/stages.ts'
import type { ShipInputs } from './definition.ts'
import type { Source } from './source.ts'

/** What the line knows so far: where it works, and the outputs of the stages that ran, by step. */
export interface LineState {
  readonly inputs: ShipInputs
  /** Model or template folder, absolute. */
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

/** The line in order. Stages know nothing of each other; what passes between them is named here. */
export const steps: readonly Step[] = [
  {
    name: 'generate',
    stage: stages.generate!,
    inputs: ({ inputs, folder, out }) => ({ model: folder, out, 'no-tests': String(inputs.noTests) }),
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
  {
    name: 'package',
    stage: stages.package!,
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
  {
    name: 'staging',
    stage: stages.deploy!,
    inputs: ({ application, out, configuration, outputs }) => ({
      application,
      release: String(outputs.package?.release),
      environment: 'staging',
      configuration,
      report: join(out, 'report'),
    }),
    say: sayChanges,
  },
  {
    name: 'quality gate',
    stage: stages['quality-gate']!,
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
  {
    name: 'production',
    stage: stages.promote!,
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
]

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
