import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One workflow or action file, or an example in a page. */
export interface WorkflowSource {
  readonly path: string
  readonly text: string
  readonly kind: 'callable or ours' | 'starter' | 'example' | 'action'
}

const callable = '.github/workflows'
/** Folders of workflows to copy: for delivery by GitHub alone, and by a pipeline of CodePipeline. */
const starterFolders = ['workflows/github', 'workflows/codepipeline'] as const

/** Every workflow of the repository: those in `.github`, those to copy, the actions, and the examples in the docs. */
export function readWorkflowSources(root: string): WorkflowSource[] {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const inFolder = (folder: string, kind: WorkflowSource['kind']) =>
    readdirSync(join(root, folder))
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => ({ path: `${folder}/${name}`, text: read(`${folder}/${name}`), kind }))
  const actions = readdirSync(join(root, 'actions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `actions/${name}/action.yml`)
    .filter((path) => existsSync(join(root, path)))
  return [
    ...inFolder(callable, 'callable or ours'),
    ...starterFolders.flatMap((folder) => inFolder(folder, 'starter')),
    ...['action.yml', ...actions].map((path) => ({ path, text: read(path), kind: 'action' as const })),
    ...pages(root).flatMap((path) => examplesIn(path, read(path))),
  ]
}

function pages(root: string): string[] {
  const below = (folder: string) =>
    (readdirSync(join(root, folder), { recursive: true }) as string[])
      .filter((path) => path.endsWith('.md'))
      .map((path) => `${folder}/${path}`)
  return ['README.md', ...['docs', 'actions', 'workflows'].flatMap(below)].sort()
}

/** Code blocks with jobs or steps. The missing parts of an excerpt are added: trigger, empty permissions, a job. */
export function examplesIn(path: string, page: string): WorkflowSource[] {
  return [...page.matchAll(/^```ya?ml\n(.*?)^```$/gms)]
    .map(([, text]) => text!)
    .filter((text) => /^jobs:|^ *- uses:/m.test(text))
    .map((text, index) => ({ path: `${path}.${index + 1}.yml`, text: completed(text), kind: 'example' }))
}

const job = 'jobs:\n  example:\n    name: example\n    runs-on: ubuntu-24.04\n    permissions: {}\n    steps:\n'

const around: Readonly<Record<string, string>> = {
  name: 'name: example\n',
  on: 'on:\n  workflow_dispatch:\n    inputs:\n      release:\n        description: A release.\n',
  permissions: 'permissions: {}\n',
  concurrency: `concurrency:\n  group: example-\${{ github.run_id }}\n  cancel-in-progress: false\n`,
}

function completed(excerpt: string): string {
  if (/^on:/m.test(excerpt)) return excerpt
  const [, indent] = /^( *)- uses:/.exec(excerpt) ?? []
  const jobs =
    indent === undefined
      ? excerpt.replace(/^( {2})([\w-]+):\n(?! *name:)/gm, '$1$2:\n    name: $2\n')
      : job + excerpt.replace(new RegExp(`^ {${indent.length}}`, 'gm'), ' '.repeat(6))
  const missing = Object.entries(around).filter(
    ([key]) => !new RegExp(`^${key}:`, 'm').test(jobs) && (key !== 'concurrency' || /^ +steps:/m.test(jobs)),
  )
  return missing.map(([, lines]) => lines).join('') + jobs
}
