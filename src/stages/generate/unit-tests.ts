import { join } from 'node:path'
import type { Context } from '../../core/context.ts'
import { countOf } from '../../core/count-of.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/stage-error.ts'
import { unitTestCommand } from '../../generator/python/unit-test-command.ts'
import { parseUnitTestResults } from '../../generator/python/unit-test-results.ts'
import { renderCases } from './render-cases.ts'

/** Unit tests that passed for one generated tree. */
export interface TestRecord {
  readonly tree: string
  readonly passed: number
  /** Path of the JUnit report. */
  readonly junit: string
}

export interface UnitTestOptions {
  /** Folder of the application. */
  readonly application: string
  /** Folder for what is only needed meanwhile. */
  readonly room: string
  /** Folder of the reports. */
  readonly reports: string
  /** Digest of the generated files. */
  readonly tree: string
  /** Folder of the model, so that findings name its files. */
  readonly model: string
}

const recordName = 'unit-tests.json'

/** The record of unit tests that passed for exactly these files; undefined when they have to run. */
export async function readTestRecord(files: Files, reports: string, tree: string): Promise<TestRecord | undefined> {
  const text = await files.findText(join(reports, recordName))
  const record = text === undefined ? undefined : (JSON.parse(text) as TestRecord)
  return record?.tree === tree && (await files.kind(record.junit)) === 'file' ? record : undefined
}

/**
 * Runs the modelled test cases of an application and reports each that fails at its line of the model.
 * @throws StageError `unit-tests-failed`; `python-missing` and its kin when they cannot run
 */
export async function runUnitTests(context: Context, options: UnitTestOptions): Promise<TestRecord> {
  const { files, report } = context
  const junit = join(options.reports, 'unit-tests.xml')
  const [told, results] = [join(options.room, 'unit-tests.xml'), join(options.room, 'unit-test-results.json')]
  await Promise.all([junit, join(options.reports, recordName)].map((path) => files.remove(path)))
  report({ kind: 'progress', text: 'running the unit tests' })
  const ended = await pytest(context, options, told, results)
  const xml = await files.findText(told)
  if (xml !== undefined) await files.write(junit, xml)

  const text = await files.findText(results)
  const cases = text === undefined ? [] : parseUnitTestResults(text)
  const place = (file: string, line: number) => ({ file: join(options.model, file), line })
  for (const { name, flow, file, line, message, status, warnings } of cases) {
    for (const warning of warnings)
      report({
        kind: 'finding',
        finding: { severity: 'warning', text: `${flow} / ${name}: ${warning}`, place: place(file, line) },
      })
    if (status === 'failed')
      report({
        kind: 'finding',
        finding: {
          severity: 'error',
          text: `FAILED ${flow.slice(flow.lastIndexOf('.') + 1)} / ${name}\n  ${message.replaceAll('\n', '\n  ')}`,
          place: place(file, line),
        },
      })
  }
  if (cases.length > 0) report({ kind: 'summary', markdown: renderCases(cases) })
  const failed = cases.filter(({ status }) => status === 'failed').length
  if (failed > 0)
    throw new StageError('unit-tests-failed', `${countOf(failed, 'unit test')} of ${cases.length} failed`, {
      hint: `mend the flow or the test case at the places above; the JUnit report is ${junit}`,
    })
  // Exit code 5 says that there are no tests, which a model may well have.
  if (ended.exitCode !== 0 && ended.exitCode !== 5)
    throw new Error(`pytest ended with ${ended.exitCode}: ${ended.stdout}${ended.stderr}`)
  const record = { tree: options.tree, passed: cases.length, junit }
  await files.write(join(options.reports, recordName), `${JSON.stringify(record, undefined, 2)}\n`)
  return record
}

async function pytest(
  { processes, python }: Context,
  { application }: UnitTestOptions,
  junit: string,
  results: string,
) {
  const { args, environment } = unitTestCommand(application, { junit, results })
  return processes.run(await python(), args, { cwd: application, environment })
}
