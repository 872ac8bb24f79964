import { expect, test } from '@jest/globals'
import { writeTree } from '../../../test/support/write-tree.ts'
import { nodeFiles } from '../../system/node-files.ts'
import { findMissingDependencies } from './missing-dependencies.ts'

async function missingIn(tree: Readonly<Record<string, string>>) {
  const { folder, remove } = await writeTree({ 'app.py': '', ...tree })
  const paths = ['app.py', ...Object.keys(tree)]
  const found = await findMissingDependencies(nodeFiles, folder, paths)
  await remove()
  return found.map(({ language, file, names }) => `${language} ${file}: ${names.join(' ')}`)
}

const pom = (scope: string) =>
  `<project><dependencies><dependency><groupId>a</groupId><artifactId>guava</artifactId>${scope}</dependency></dependencies></project>`

test.each<[string, Record<string, string>, string[]]>([
  [
    'requirements',
    { 'requirements.txt': 'requests>=2 # web\n-r more.txt\n\nPyYAML==6 --hash=sha256:00\n' },
    ['Python requirements.txt: requests pyyaml'],
  ],
  [
    'locked requirements',
    { 'requirements.txt': 'humanize==4.17.0 \\\n    --hash=sha256:02\n' },
    ['Python requirements.txt: humanize'],
  ],
  [
    'extras and markers',
    { 'requirements.txt': 'a[x]; python_version>"3"\nb @ https://x/y\n' },
    ['Python requirements.txt: a b'],
  ],
  [
    'a project',
    { 'pyproject.toml': '[project]\ndependencies = ["httpx>=1"]\n[dependency-groups]\ndev = ["pytest"]' },
    ['Python pyproject.toml: httpx'],
  ],
  [
    'Poetry',
    { 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.12"\nrich = "*"' },
    ['Python pyproject.toml: rich'],
  ],
  ['Pipenv', { Pipfile: '[packages]\nrich = "*"\n[dev-packages]\npytest = "*"' }, ['Python Pipfile: rich']],
  ['Node', { 'package.json': '{"dependencies":{"ms":"2"},"devDependencies":{"jest":"1"}}' }, ['Node package.json: ms']],
  [
    'Go',
    {
      'go.mod':
        'module x\n\nrequire github.com/aws/aws-lambda-go v1.47.0\n\nrequire (\n\tgolang.org/x/text v0.3.0 // indirect\n)\n',
    },
    ['Go go.mod: github.com/aws/aws-lambda-go'],
  ],
  [
    'Rust',
    { 'Cargo.toml': '[dependencies]\nserde = "1"\n[dev-dependencies]\nmockall = "1"' },
    ['Rust Cargo.toml: serde'],
  ],
  ['Maven', { 'pom.xml': pom('') }, ['Java pom.xml: guava']],
  [
    'Gradle',
    { 'build.gradle': "dependencies {\n  implementation 'a:b:1'\n  testImplementation 'c:d:1'\n}" },
    ['Java build.gradle: a:b:1'],
  ],
  [
    '.NET',
    {
      'Hello.csproj':
        '<Project><ItemGroup><PackageReference Include="Amazon.Lambda.Core" Version="2" /></ItemGroup></Project>',
    },
    ['.NET Hello.csproj: Amazon.Lambda.Core'],
  ],
  ['Ruby', { Gemfile: "gem 'httparty'\ngroup :test do\n  gem 'mocha'\nend\n" }, ['Ruby Gemfile: httparty']],
  ['PHP', { 'composer.json': '{"require":{"php":">=8","bref/bref":"2"}}' }, ['PHP composer.json: bref/bref']],
  ['a layer of Node', { 'nodejs/package.json': '{"dependencies":{"ms":"2"}}' }, ['Node nodejs/package.json: ms']],
  ['a layer of Python', { 'python/requirements.txt': 'six' }, ['Python python/requirements.txt: six']],
])('dependencies by %s that are not there are noticed', async (_, tree, expected) => {
  expect(await missingIn(tree)).toEqual(expected)
})

test.each<[string, Record<string, string>]>([
  ['one of several is there', { 'requirements.txt': 'requests\nsix', 'six.py': '' }],
  [
    'it is there under another module name',
    { 'requirements.txt': 'PyYAML', 'yaml/__init__.py': '', 'PyYAML-6.0.2.dist-info/METADATA': '' },
  ],
  ['names are written in another way', { 'requirements.txt': 'Zope.Interface_x', 'zope_interface_x/__init__.py': '' }],
  ['npm installed it', { 'package.json': '{"dependencies":{"ms":"2"}}', 'node_modules/ms/index.js': '' }],
  ['a scope is installed', { 'package.json': '{"dependencies":{"@a/b":"2"}}', 'node_modules/@a/b/index.js': '' }],
  ['a program was built', { 'go.mod': 'require a.b/c v1\n', bootstrap: '' }],
  ['an archive lies there', { 'pom.xml': pom(''), 'lib/guava.jar': '' }],
  [
    'Lambda brings them',
    { 'requirements.txt': 'boto3\nbotocore', 'package.json': '{"dependencies":{"@aws-sdk/client-s3":"3"}}' },
  ],
  [
    'they are for development',
    { 'package.json': '{"devDependencies":{"jest":"1"}}', 'pom.xml': pom('<scope>test</scope>') },
  ],
  ['nothing is declared', { 'requirements.txt': '# nothing yet\n', 'package.json': '{}' }],
  ['the file cannot be read', { 'package.json': '{"dependencies":', 'pyproject.toml': '[project' }],
  ['the declaration belongs to something deeper', { 'tests/requirements.txt': 'pytest' }],
])('nothing is said where %s', async (_, tree) => {
  expect(await missingIn(tree)).toEqual([])
})
