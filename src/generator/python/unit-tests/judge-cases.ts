import type { ExpectedCase } from './expected-cases.ts'
import type { UnitTestResult } from './unit-test-results.ts'

/**
 * The test cases of a model with how they went, in the order of the model. The results were written by a process that ran code of
 * the model, so they decide nothing by themselves: a case passed when it was reported once, as passed. Then come the failures that
 * belong to no case, such as a module that cannot be imported.
 * @param why said of a case without a result
 */
export function judgeCases(
  expected: readonly ExpectedCase[],
  results: readonly UnitTestResult[],
  why: string,
): readonly UnitTestResult[] {
  const byCase = new Map<string, UnitTestResult[]>()
  for (const result of results) byCase.set(keyOf(result), [...(byCase.get(keyOf(result)) ?? []), result])
  const known = new Map<string, number>()
  for (const each of expected) known.set(keyOf(each), (known.get(keyOf(each)) ?? 0) + 1)
  const others = results.filter((result) => !known.has(keyOf(result)))
  const unimportable = new Set(others.flatMap(({ status, file }) => (status === 'failed' ? [file] : [])))
  const files = new Set(expected.map(({ file }) => file))

  const cases = expected.flatMap((each): UnitTestResult[] => {
    const of = byCase.get(keyOf(each)) ?? []
    const failed = of.find(({ status }) => status === 'failed')
    if (failed !== undefined) return [failed]
    if (of.length > known.get(keyOf(each))!)
      return [failure(each, `${of.length} results name this test case, and there is one of it`)]
    if (of[0] !== undefined) return [of[0]]
    return unimportable.has(each.file) ? [] : [failure(each, why)]
  })
  const foreign = others.map((result) => {
    const { flow, name, line } = result
    const place = { flow, name, file: files.has(result.file) ? result.file : '', line }
    return result.status === 'failed'
      ? { ...result, ...place }
      : failure(place, 'the results name this test case, and the model has none of this name')
  })
  return [...cases, ...foreign]
}

function failure(each: ExpectedCase, message: string): UnitTestResult {
  return { ...each, status: 'failed', seconds: 0, message, warnings: [] }
}

function keyOf({ flow, name, file, line }: ExpectedCase): string {
  return JSON.stringify([flow, name, file, line])
}
