import { readPackageJson, readRequirements, readTable } from './declarations.ts'

/** How the functions of one language declare what they need at run time, and what shows that it was built in. */
export interface Ecosystem {
  readonly language: string
  /** Whether a file with this name, below no folder, declares dependencies. */
  readonly declares: (name: string) => boolean
  /** Names of run-time dependencies that neither Lambda's runtime nor development brings. */
  readonly names: (text: string, file: string) => readonly string[]
  /** Whether a path of the folder belongs to the dependency. */
  readonly holds: (path: string, name: string) => boolean
}

/** Lambda's own runtimes bring these (AWS Lambda, "Building Lambda functions with Python", "… with Node.js"). */
const broughtByPython = new Set(['boto3', 'botocore'])
const broughtByNode = /^(?:aws-sdk$|@aws-sdk\/|@smithy\/|@types\/)/

const named =
  (...names: readonly string[]) =>
  (name: string) =>
    names.includes(name)

const isJar = (path: string) => /\.(?:jar|class)$/.test(path)
const isProgram = (path: string) => /^(?:bootstrap|main)$/.test(path.split('/').at(-1)!)

export const ecosystems: readonly Ecosystem[] = [
  {
    language: 'Python',
    declares: named('requirements.txt', 'pyproject.toml', 'Pipfile'),
    names: (text, file) =>
      pythonNames(text, file)
        .map(normalName)
        .filter((name) => !broughtByPython.has(name)),
    holds: (path, name) => {
      const steps = path.toLowerCase().replaceAll('-', '_').split('/')
      const module = name.replaceAll('-', '_')
      return steps.some(
        (step) =>
          step === module ||
          step === `${module}.py` ||
          (/\.(?:dist|egg)_info$/.test(step) && step.replace(/\./g, '_').startsWith(`${module.replaceAll('.', '_')}_`)),
      )
    },
  },
  {
    language: 'Node',
    declares: named('package.json'),
    names: (text) => readPackageJson(text, 'dependencies').filter((name) => !broughtByNode.test(name)),
    holds: (path, name) => `/${path}`.includes(`/node_modules/${name}/`),
  },
  {
    language: 'Go',
    declares: named('go.mod'),
    names: (text) =>
      [...text.matchAll(/^\s*(?:require\s+)?([\w.-]+\.[\w.-]+\/\S+)\s+v\S+\s*$/gm)].map(([, name]) => name!),
    holds: isProgram,
  },
  {
    language: 'Rust',
    declares: named('Cargo.toml'),
    names: (text) => Object.keys(readTable(text, 'dependencies')),
    holds: isProgram,
  },
  {
    language: 'Java',
    declares: named('pom.xml'),
    names: (text) => between(without(text, '<!--', '-->'), '<dependency>', '</dependency>').flatMap(mavenName),
    holds: isJar,
  },
  {
    language: 'Java',
    declares: named('build.gradle', 'build.gradle.kts'),
    names: (text) =>
      [...text.matchAll(/^\s*(?:implementation|api|compile|runtimeOnly|runtime)\b[\s(]*['"]([^'"]+)['"]/gm)].map(
        ([, name]) => name!,
      ),
    holds: isJar,
  },
  {
    language: '.NET',
    declares: (name) => /\.(?:cs|fs|vb)proj$/.test(name),
    names: (text) => [...text.matchAll(/<PackageReference\s[^>]*?Include="([^"]+)"/g)].map(([, name]) => name!),
    holds: (path) => path.endsWith('.dll'),
  },
  {
    language: 'Ruby',
    declares: named('Gemfile'),
    names: gemNames,
    holds: (path) => /(?:^|\/)vendor\/bundle\//.test(path),
  },
  {
    language: 'PHP',
    declares: named('composer.json'),
    names: (text) => readPackageJson(text, 'require').filter((name) => name.includes('/')),
    holds: (path, name) => `/${path}`.includes(`/vendor/${name}/`),
  },
]

function mavenName(dependency: string): readonly string[] {
  if (/<scope>\s*(?:test|provided)\s*<\/scope>/.test(dependency)) return []
  const [name] = between(dependency, '<artifactId>', '</artifactId>')
  return name === undefined ? [] : [name.trim()]
}

function gemNames(text: string): readonly string[] {
  let development = false
  return text.split('\n').flatMap((line) => {
    if (/^\s*group\b.*:(?:development|test)\b/.test(line)) development = true
    else if (/^\s*end\b/.test(line)) development = false
    return development ? [] : (/^\s*gem\s+['"]([^'"]+)['"]/.exec(line)?.[1] ?? [])
  })
}

/** The texts between two marks, in one pass over the text. */
function between(text: string, open: string, close: string): readonly string[] {
  return text
    .split(open)
    .slice(1)
    .flatMap((part) => (part.includes(close) ? [part.slice(0, part.indexOf(close))] : []))
}

/** The text without what stands between two marks. */
function without(text: string, open: string, close: string): string {
  const [first = '', ...rest] = text.split(open)
  return [
    first,
    ...rest.map((part) => (part.includes(close) ? part.slice(part.indexOf(close) + close.length) : '')),
  ].join('')
}

function pythonNames(text: string, file: string): readonly string[] {
  if (file === 'requirements.txt') return readRequirements(text)
  if (file === 'Pipfile') return Object.keys(readTable(text, 'packages'))
  const listed = readTable(text, 'project').dependencies
  const poetry = Object.keys(readTable(text, 'tool', 'poetry', 'dependencies')).filter((name) => name !== 'python')
  return [
    ...(Array.isArray(listed) ? readRequirements(listed.filter((each) => typeof each === 'string').join('\n')) : []),
    ...poetry,
  ]
}

/** Names of packages compare so (PyPA, "Names and normalization"). */
function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-')
}
