import { join } from 'node:path'
import { z } from 'zod'
import { parseOptionalRecord } from '../../core/documents/stored-record.ts'
import type { Files } from '../../core/ports/files.ts'

/** Says that the unit tests passed for one generated tree. */
export interface TestRecord {
  readonly tree: string
  readonly passed: number
  /** Path of the JUnit report. */
  readonly junit: string
}

const recordName = 'unit-tests.json'
const record = z.object({ tree: z.string(), passed: z.int().min(0) })

/** Paths of the record and of the JUnit report in the folder of the reports. */
export function reportPaths(reports: string): { readonly record: string; readonly junit: string } {
  return { record: join(reports, recordName), junit: join(reports, 'unit-tests.xml') }
}

/**
 * Finds the record that the unit tests passed for exactly these files; undefined when they have to run. The folder of
 * the reports may come from a checkout. So a record of another form counts as absent, and the record itself names no
 * file.
 */
export async function readTestRecord(files: Files, reports: string, tree: string): Promise<TestRecord | undefined> {
  const paths = reportPaths(reports)
  const text = await files.findText(paths.record)
  const stored = { name: paths.record, reason: 'file-unreadable', hint: 'remove it and run again' } as const
  const data = text === undefined ? undefined : parseOptionalRecord(text, record, stored)
  if (data?.tree !== tree || (await files.kind(paths.junit)) !== 'file') return undefined
  return { tree, passed: data.passed, junit: paths.junit }
}

/** Stores that the unit tests passed. */
export async function writeTestRecord(files: Files, reports: string, { tree, passed }: TestRecord): Promise<void> {
  const { record, junit } = reportPaths(reports)
  await files.write(record, `${JSON.stringify({ tree, passed, junit }, undefined, 2)}\n`)
}
