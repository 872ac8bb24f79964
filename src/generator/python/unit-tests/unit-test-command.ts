/** How the unit tests of a generated application are run. */
export interface UnitTestCommand {
  /** For the Python that has pytest. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** Plugins of pytest that no test case needs. */
const unused = [
  'doctest',
  'unittest',
  'junitxml',
  'pastebin',
  'debugging',
  'setuponly',
  'setupplan',
  'stepwise',
  'legacypath',
]

/** Folders of an application that its unit tests need. */
export const unitTestFolders = ['application/', 'layers/', 'tests/']

/**
 * Runs `<application>/tests` and leaves nothing behind in the application's folder.
 * @param results file for what `parseUnitTestResults` reads
 * @param packages folder with the packages that the model depends on, when its code needs any
 */
export function unitTestCommand(application: string, results: string, packages?: string): UnitTestCommand {
  return {
    args: [
      '-B',
      '-m',
      'pytest',
      `${application}/tests`,
      `--rootdir=${application}/tests`,
      '-p',
      'no:cacheprovider',
      // Files of the application must not act as settings of the tests.
      ...['-c', '/dev/null'],
      // A module that cannot be imported fails its own flow, and the others are tested all the same.
      '--continue-on-collection-errors',
      // Test cases raise failures of their own, and use nothing else of these: it starts sooner without.
      '--assert=plain',
      ...unused.flatMap((plugin) => ['-p', `no:${plugin}`]),
      '-q',
      `--case-results=${results}`,
    ],
    environment: {
      PYTHONPATH: [
        `${application}/layers/runtime/python`,
        `${application}/application`,
        ...(packages === undefined ? [] : [packages]),
      ].join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
      PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1',
    },
  }
}
