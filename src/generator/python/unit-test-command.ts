/** How the unit tests of a generated application are run. */
export interface UnitTestCommand {
  /** For the Python that has pytest. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Runs `<application>/tests` and leaves nothing behind in the application's folder.
 * @param results file for what `parseUnitTestResults` reads, beside the JUnit report
 */
export function unitTestCommand(application: string, reports: { junit: string; results: string }): UnitTestCommand {
  return {
    args: [
      '-B',
      '-m',
      'pytest',
      `${application}/tests`,
      `--rootdir=${application}/tests`,
      '-p',
      'no:cacheprovider',
      '-q',
      `--junitxml=${reports.junit}`,
      `--case-results=${reports.results}`,
    ],
    environment: {
      PYTHONPATH: [`${application}/layers/runtime/python`, `${application}/application`].join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  }
}
