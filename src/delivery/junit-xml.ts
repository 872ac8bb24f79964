/** A suite of a JUnit report. Times are in milliseconds. */
export interface JunitSuite {
  readonly name: string
  readonly milliseconds: number
  readonly cases: readonly JunitCase[]
}

export interface JunitCase {
  readonly name: string
  readonly file: string
  readonly line: number | undefined
  readonly milliseconds: number
  readonly failure?: { readonly message: string; readonly text: string }
  readonly skipped?: string
}

/**
 * JUnit XML of suites.
 * @param more attributes of the whole, such as its time
 */
export function renderJunitXml(
  name: string,
  suites: readonly JunitSuite[],
  more: { readonly milliseconds?: number; readonly timestamp?: string } = {},
): string {
  const total = (of: (suite: JunitSuite) => number) => suites.reduce((sum, suite) => sum + of(suite), 0)
  const attributes = attributesOf({
    name,
    tests: total(({ cases }) => cases.length),
    failures: total(failures),
    skipped: total(skipped),
    time: time(more.milliseconds ?? total(({ milliseconds }) => milliseconds)),
    timestamp: more.timestamp,
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes}>\n${suites.map(renderSuite).join('')}</testsuites>\n`
}

function renderSuite(suite: JunitSuite): string {
  const attributes = attributesOf({
    name: suite.name,
    tests: suite.cases.length,
    failures: failures(suite),
    skipped: skipped(suite),
    time: time(suite.milliseconds),
  })
  const cases = suite.cases.map((each) => {
    const head = attributesOf({
      name: each.name,
      classname: suite.name,
      file: each.file,
      line: each.line,
      time: time(each.milliseconds),
    })
    if (each.failure !== undefined)
      return `    <testcase${head}>\n      <failure${attributesOf({ message: each.failure.message })}>${escaped(each.failure.text)}</failure>\n    </testcase>\n`
    if (each.skipped !== undefined)
      return `    <testcase${head}>\n      <skipped${attributesOf({ message: each.skipped })}/>\n    </testcase>\n`
    return `    <testcase${head}/>\n`
  })
  return `  <testsuite${attributes}>\n${cases.join('')}  </testsuite>\n`
}

function failures({ cases }: JunitSuite): number {
  return cases.filter(({ failure }) => failure !== undefined).length
}

function skipped({ cases }: JunitSuite): number {
  return cases.filter((each) => each.skipped !== undefined).length
}

function time(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

function attributesOf(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`)
    .join('')
}

/** Text for XML 1.0. Characters that it does not allow (section 2.2, Characters) become U+FFFD. */
function escaped(text: string): string {
  return (
    text
      .replace(/\p{Surrogate}/gu, '\ufffd')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML refuses
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}
