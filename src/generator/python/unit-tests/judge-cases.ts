import type { ExpectedCase } from './expected-cases.ts'
import type { UnitTestResult } from './unit-test-results.ts'

/**
 * The test cases of a model with their results, in the order of the model. Code of the model could have forged the file
 * of results, so a case passes only if it was reported exactly once, as passed. Failures that belong to no case come
 * last, such as a module that cannot be imported.
 * @param why the message for a case without a result
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
