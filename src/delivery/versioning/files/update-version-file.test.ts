import { expect, test } from '@jest/globals'
import { updateVersionFile, type VersionFile } from './update-version-file.ts'

const update = async (path: string, text: string, pattern?: string) => {
  const file: VersionFile = { path, pattern }
  const updated = await updateVersionFile(text, file, '1.3.0')
  // The same version again finds it there.
  expect(await updateVersionFile(updated.text, file, '1.3.0')).toEqual({ text: updated.text, former: '1.3.0' })
  return updated
}
/** The place of the version is marked by `<1.2.0>` in what the file holds. */
const bySign = async (path: string, marked: string, pattern?: string) => {
  const updated = await update(path, marked.replace(/<(.*?)>/g, '$1'), pattern)
  expect(updated.text).toBe(marked.replace(/<.*?>/g, '1.3.0'))
  return updated.former
}

test.each([
  ['of two spaces', '{\n  "name": "a",\n  "version": "<1.2.0>",\n  "dependencies": { "version": "9.9.9" }\n}\n'],
  ['of tabs and line ends of Windows', '{\r\n\t"version" : "<1.2.0>"\r\n}'],
  [
    'in one line with a mark of UTF-8',
    '\ufeff{"a":["version","1.0.0",{"version":"8.0.0"}],"version":"<1.2.0>","b":{}}',
  ],
  ['behind texts with signs', '{ "a": "}\\"version\\": \\\\", "version": "<1.2.0>" }'],
  ['with escapes in the name', '{ "ver\\u0073ion": "<1.2.0>" }'],
  ['that was no version', '{ "version": "<0.0.0-development>" }'],
])('package.json %s keeps its form', async (_, text) => {
  await bySign('packages/a/package.json', text)
})

test('the former version is told', async () => {
  expect(await bySign('package.json', '{ "version": "<1.2.0>" }')).toBe('1.2.0')
})

test('a lock file changes its root only', async () => {
  await bySign(
    'package-lock.json',
    '{ "version": "<1.2.0>", "packages": { "": { "version": "<1.2.0>" }, "node_modules/a": { "version": "1.2.0" } } }',
  )
  await bySign('npm-shrinkwrap.json', '{ "version": "<1.2.0>", "dependencies": { "a": { "version": "1.2.0" } } }')
})

test.each([
  ['[project]', '# a\n[project]\nname = "x"\nversion = "<1.2.0>" # by hand\n\n[tool.x]\nversion = "1.2.0"\n'],
  ['poetry', "[tool.poetry]\r\nversion = '<1.2.0>'\r\n"],
  ['both', '[project]\nversion = "<1.2.0>"\n[tool.poetry]\nversion = "<1.2.0>"\n'],
  ['a dotted name', 'project.version = "<1.2.0>"\n'],
  ['a table in one line', 'project = { name = "x", "version" = "<1.2.0>" }\n'],
  ['a text that looks like a table', 'a = """\n[project]\nversion = "1.2.0"\n"""\n[project]\nversion="<1.2.0>"\n'],
  ['a version of PEP 440', '[project]\nversion = "<1.2.0b1>"\n'],
  ['a date', 'd = 2020-01-01T00:00:00Z\nf = nan\n[project]\nversion = "<1.2.0>"\n'],
])('pyproject.toml with %s keeps its form', async (_, text) => {
  await bySign('pyproject.toml', text)
})

test('Cargo.toml has it in the package, or in the workspace', async () => {
  await bySign('Cargo.toml', '[package]\nversion = "<1.2.0>"\n[dependencies]\na = { version = "1.2.0" }\n')
  await bySign('Cargo.toml', '[workspace.package]\nversion = "<1.2.0>"\n[package]\nversion.workspace = true\n')
})

test.each([
  ['a pattern', 'src/a.py', 'x = "1.2.0"\n__version__ = "<1.2.0>"\n', '__version__ = "{version}"'],
  ['a pattern with signs of regular expressions', 'a.txt', '(v<1.2.0>)* and 1.2.0', '(v{version})*'],
  ['a pattern at an end', 'VERSION', 'v<1.2.0-beta.1>\n', 'v{version}'],
  ['a pattern that is the version', 'VERSION', '<1.2.0>', '{version}'],
  ['a pattern before a file ending', 'a.txt', 'app-<1.2.0>.tar.gz', 'app-{version}.tar.gz'],
  ['a marker', 'a.yml', 'a: 1.2.0\nimage: shop:<1.2.0> # liftlock-version\n', undefined],
  [
    'a marker and a v',
    'README.md',
    'uses: acme/shop@v<1.2.0> <!-- liftlock-version -->'.replace('<!--', '(').replace('-->', ')'),
    undefined,
  ],
])('%s finds the place', async (_, path, text, pattern) => {
  await bySign(path, text, pattern)
})

test.each([
  ['package.json', '{ "name": "a" }', undefined, 'has no member version'],
  ['package.json', '{ "version": "1.0.0", "version": "2.0.0" }', undefined, 'has 2 places for member version'],
  ['package.json', '{ "version": 1 }', undefined, 'has no member version'],
  ['package.json', '{ "a": { "version": "1.0.0" } }', undefined, 'has no member version'],
  ['package.json', '[{ "version": "1.0.0" }]', undefined, 'has no member version'],
  ['package.json', '{ "version": "1.0.0"', undefined, 'its end is missing'],
  ['package.json', '{ "version": "1.0.0 }', undefined, 'a string without an end'],
  ['package.json', '['.repeat(100_000), undefined, 'more than 200 levels'],
  ['package-lock.json', '{}', undefined, 'has no version of the root'],
  ['pyproject.toml', '[project]\ndynamic = ["version"]\n', undefined, 'has no version in [project] or [tool.poetry]'],
  ['pyproject.toml', '[project]\nversion = "1.0.0"\n[tool.poetry]\nversion = "2.0.0"\n', undefined, 'has 2 places'],
  ['pyproject.toml', '[project\nversion = "1.0.0"\n', undefined, 'is no TOML'],
  ['pyproject.toml', '[project]\nversion = """1.0.0"""\n', undefined, 'cannot be edited'],
  ['Cargo.toml', '[package]\nversion.workspace = true\n', undefined, 'has no version in [package]'],
  ['a.py', 'x = 1\n', '__version__ = "{version}"', 'has no text like'],
  ['a.py', 'v = "1.0.0"\nv = "1.0.0"\n', 'v = "{version}"', 'has 2 places'],
  ['a.py', 'v = "1.0.0"', 'v = "1.0.0"', 'without {version}'],
  ['a.py', 'v = "1.0.0" # version', undefined, 'has no version on a line with liftlock-version'],
  ['a.py', 'v = "1.0.0" == "1.1.0" # liftlock-version', undefined, 'has 2 places'],
])('%s with %j is refused (%s)', async (path, text, pattern, message) => {
  await expect(updateVersionFile(text, { path, pattern }, '1.3.0')).rejects.toMatchObject({
    reason: 'version-unclear',
    message: expect.stringContaining(message),
  })
})

test.each([
  ['digits', '1'.repeat(200_000), '{version}!'],
  ['dots', '1.'.repeat(100_000), '{version}!'],
  ['markers', 'liftlock-version '.repeat(10_000), undefined],
])('many %s take no long time', async (_, text, pattern) => {
  const start = performance.now()
  await expect(updateVersionFile(text, { path: 'a.txt', pattern }, '1.3.0')).rejects.toMatchObject({
    reason: 'version-unclear',
  })
  expect(performance.now() - start).toBeLessThan(3_000)
})
