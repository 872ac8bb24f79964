/** The command that runs the unit tests of a generated application. */
export interface UnitTestCommand {
  /** Arguments for the Python with pytest. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** Plugins of pytest that test cases do not need. */
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
 * @param results path of the file that `parseUnitTestResults` reads
 * @param packages folder with the model's dependencies, if its code needs any
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
      // Files of the application must not configure pytest.
      ...['-c', '/dev/null'],
      // If a module cannot be imported, only its own flow fails, and the others are still tested.
      '--continue-on-collection-errors',
      // Test cases report failures themselves, so pytest can start faster without these features.
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
