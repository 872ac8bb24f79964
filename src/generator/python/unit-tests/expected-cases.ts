import { inFolderForm } from '../../model/in-folder-form.ts'
import type { Model } from '../../model/types/model.ts'
import type { UnitTestResult } from './unit-test-results.ts'

/** The identity of a test case in the model. */
export type ExpectedCase = Pick<UnitTestResult, 'flow' | 'name' | 'file' | 'line'>

/** The test cases of a model, with the names that results use. */
export function expectedCases(model: Model): readonly ExpectedCase[] {
  return inFolderForm(model).aggregates.flatMap(({ subDomain, name: aggregate, flows }) =>
    flows.flatMap((flow) =>
      flow.testCases.map(({ name, place }) => ({
        flow: `${subDomain}.${aggregate}.${flow.name}`,
        name,
        file: place.file,
        line: place.line ?? 1,
      })),
    ),
  )
}
