import { dirname, join } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import type { ForeignResult } from '../../core/ports/processes.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { countOf } from '../../core/text/count-of.ts'
import { renderJunitXml } from '../../delivery/junit-xml.ts'
import type { TextFile } from '../../generator/model/types/model.ts'
import type { ExpectedCase } from '../../generator/python/unit-tests/expected-cases.ts'
import { judgeCases } from '../../generator/python/unit-tests/judge-cases.ts'
import { unitTestCommand, unitTestFolders } from '../../generator/python/unit-tests/unit-test-command.ts'
import { parseUnitTestResults, type UnitTestResult } from '../../generator/python/unit-tests/unit-test-results.ts'
import type { FileTree } from '../../generator/resources.ts'
import { modelPackages } from './model-packages.ts'
import { junitSuites, renderCases, reportCases } from './render-cases.ts'
import { reportPaths, type TestRecord, writeTestRecord } from './test-record.ts'

export interface UnitTestOptions {
  /** The files of the application. */
  readonly tree: FileTree
  /** Digest of them. */
  readonly digest: string
  /** The test cases of the model. */
  readonly expected: readonly ExpectedCase[]
  /** Folder of the reports. */
  readonly reports: string
  /** Folder of the model, so that findings name its files. */
  readonly model: string
  /** The lock of the packages that the model depends on. */
  readonly lock?: TextFile | undefined
}

/** The tests work on documents in memory, so a minute is generous. */
const timeoutSeconds = 600
const outputBytes = 4 * 1024 * 1024
const resultBytes = 16 * 1024 * 1024
/** Many times the output of the tests of any application. */
const limits = { memoryMegabytes: 4096, processes: 256, folderMegabytes: 512 }

/**
 * Runs the modelled test cases of an application, and reports each failure at its line in the model. The tests may
 * contain code of others, so they run on a copy of the application. Results count only for cases that the model has.
 * @throws StageError `unit-tests-failed`; `python-missing` and similar reasons when the tests cannot run
 */
export async function runUnitTests(context: Context, options: UnitTestOptions): Promise<TestRecord> {
  const { files, report } = context
  const { expected, reports, model } = options
  const paths = reportPaths(reports)
  await Promise.all([paths.junit, paths.record].map((path) => files.remove(path)))
  const cases = expected.length === 0 ? [] : await testedCases(context, options)

  await files.write(paths.junit, renderJunitXml('unit tests', junitSuites(cases)))
  reportCases(cases, model, report)
  if (cases.length > 0) report({ kind: 'summary', markdown: renderCases(cases) })
  const failed = cases.filter(({ status }) => status === 'failed').length
  if (failed > 0)
    throw new StageError('unit-tests-failed', `${countOf(failed, 'unit test')} of ${cases.length} failed`, {
      hint: `correct the flow or the test case at the places above; the JUnit report is ${paths.junit}`,
    })
  const record = { tree: options.digest, passed: cases.length, junit: paths.junit }
  await writeTestRecord(files, reports, record)
  return record
}

async function testedCases(context: Context, options: UnitTestOptions): Promise<readonly UnitTestResult[]> {
  const { files, report } = context
  report({ kind: 'progress', text: 'running the unit tests' })
  const folder = await files.temporaryFolder('liftlock-unit-tests-')
  try {
    const application = join(folder, 'app')
    const needed = [...options.tree].filter(([path]) => unitTestFolders.some((prefix) => path.startsWith(prefix)))
    await Promise.all(needed.map(([path, text]) => files.write(join(application, path), text)))
    const results = join(folder, 'results.json')
    await files.write(results, '')
    const python = await context.python()
    const packages = await modelPackages(context, options, python)
    const { args, environment } = unitTestCommand(application, results, packages)
    const ended = await context.processes.runForeign(python, args, {
      folder: await files.temporaryFolder('own-', folder),
      writable: [results],
      readable: [application, dirname(dirname(python)), ...(packages === undefined ? [] : [packages])],
      environment,
      timeoutSeconds,
      maximumBytes: outputBytes,
      limits,
    })
    if (ended.open !== undefined) report({ kind: 'note', text: `the unit tests ran with ${ended.open}` })
    const read = await readResults(files, results)
    const cases = judgeCases(options.expected, read, `it has no result: ${endOf(ended)}`)
    if (cases.length !== read.length) reportOutput(ended, report)
    if (cases.some(({ status, message }) => status === 'failed' && atLimit.test(message)))
      report({ kind: 'note', text: limitsText })
    if (ended.exitCode === 0 || cases.some(({ status }) => status === 'failed')) return cases
    reportOutput(ended, report)
    throw new StageError('unit-tests-failed', `the unit tests did not end well: ${endOf(ended)}`)
  } finally {
    await files.remove(folder).catch((error: unknown) => {
      report({ kind: 'warning', text: `${folder} of the unit tests cannot be removed: ${(error as Error).message}` })
    })
  }
}

/** Anything else in the place of the results, such as a folder or a link, counts as no result. */
async function readResults(files: Files, path: string): Promise<readonly UnitTestResult[]> {
  try {
    const text = await files.findPlainText(path, resultBytes)
    return (text === undefined ? undefined : parseUnitTestResults(text)) ?? []
  } catch (error) {
    if (error instanceof StageError) return []
    throw error
  }
}

/**
 * What Python prints when it reaches one of the `limits`: memory, threads and processes, the size of a file or of the
 * folder.
 */
const atLimit = /\bMemoryError\b|can't start new thread|\[Errno (11|27|28)\]/
const limitsText = `unit tests may have ${limits.memoryMegabytes} MiB of memory in a process, ${limits.processes} processes, and ${limits.folderMegabytes} MiB of files`

/** The exit code after SIGKILL: 128 and the number of the signal. */
const killed = 137

/** Why a case has no result. */
function endOf({ exitCode, stopped }: ForeignResult): string {
  if (stopped === 'time') return `the unit tests took more than ${timeoutSeconds} seconds`
  if (stopped === 'output') return `the unit tests printed more than ${outputBytes} bytes`
  if (stopped === 'processes') return `the unit tests had more than ${limits.processes} processes`
  if (exitCode === killed)
    return `they were killed, as the kernel does when memory is short (pytest ended with ${killed})`
  return `pytest ended with ${exitCode}`
}

/** The end of the output of a run that did not finish. */
function reportOutput({ stdout, stderr }: ForeignResult, report: Context['report']): void {
  const text = `${stdout}\n${stderr}`.trim().slice(-4_000)
  if (text !== '') report({ kind: 'group', title: 'last words of the unit tests', lines: text.split('\n') })
}
