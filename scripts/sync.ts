import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { describeStage, type Field, type StageDescription } from '../src/core/run/describe.ts'
import { withMentions } from '../src/core/run/mentions.ts'
import { configurationSchema } from '../src/delivery/environment/configuration.ts'
import { stages } from '../src/stages/stages.ts'
import { packageRoot } from '../src/system/package-root.ts'
import { renderActionReadme } from './render-action-readme.ts'

/** Everything that readers see of a stage is made here from its definition. `--check` fails on a difference. */
const check = process.argv.includes('--check')
const root = packageRoot()
const differing: string[] = []

async function sync(): Promise<void> {
  const all = await Promise.all(Object.values(stages).map(async ({ load }) => describeStage(await load())))
  for (const stage of all) {
    await put(`src/stages/${stage.name}/description.ts`, renderDescription(stage))
    await put(`actions/${stage.name}/action.yml`, renderAction(stage))
    await putTables(`docs/stages/${stage.name}.md`, stage)
    await put(`actions/${stage.name}/README.md`, await readmeOf(stage))
  }
  await put('action.yml', renderRootAction(all))
  await put(
    'docs/liftlock.schema.json',
    `${JSON.stringify(z.toJSONSchema(configurationSchema, { io: 'input' }), undefined, 2)}\n`,
  )
  if (differing.length === 0) return
  console.error(
    `not in sync with the stage definitions: ${differing.join(', ')}\nRun npm run sync and commit the result.`,
  )
  process.exitCode = 1
}

const made = '# Made by "npm run sync" from the stage definition; edit that instead.\n'

/** The definition as plain data, so that nothing heavy is loaded before the inputs are known to be there. */
function renderDescription(stage: StageDescription): string {
  const head = `// ${made.slice(2)}import type { StageDescription } from '../../core/run/describe.ts'\n\n`
  const data = JSON.stringify(stage, undefined, 2)
  return `${head}/** Everything that a reader sees of this stage. */\nexport const description: StageDescription = ${data}\n`
}

function renderAction(stage: StageDescription): string {
  return (
    made +
    stringify(
      {
        name: `Liftlock ${stage.name}`,
        description: stage.summary,
        author: 'The Liftlock authors',
        branding: { icon: 'anchor', color: 'blue' },
        inputs: Object.fromEntries(stage.inputs.map((field) => [field.name, actionInput(field)])),
        outputs: actionOutputs(stage.outputs),
        runs: { using: 'node24', main: `../../dist/${stage.name}.js` },
      },
      { lineWidth: 0 },
    )
  )
}

/** The root action has the inputs of all stages; each says which stages read it. */
function renderRootAction(all: readonly StageDescription[]): string {
  const inputs: Record<string, object> = {
    stage: { description: `The stage to run: ${all.map(({ name }) => name).join(', ')}.`, required: true },
  }
  for (const [name, fields] of grouped(all, ({ inputs }) => inputs)) {
    const users = fields.map(({ stage }) => stage).join(', ')
    inputs[name] = { description: `${inWorkflow(fields[0]!.field.description)} (${users})`, required: false }
  }
  const outputs = [...grouped(all, ({ outputs }) => outputs).values()].map((fields) => fields[0]!.field)
  return (
    made +
    stringify(
      {
        name: 'Liftlock',
        description: 'Takes a serverless application from its model to production, one stage a step.',
        author: 'The Liftlock authors',
        branding: { icon: 'anchor', color: 'blue' },
        inputs,
        outputs: actionOutputs(outputs),
        runs: { using: 'node24', main: 'dist/action.js' },
      },
      { lineWidth: 0 },
    )
  )
}

function grouped(all: readonly StageDescription[], fieldsOf: (stage: StageDescription) => readonly Field[]) {
  const groups = new Map<string, { stage: string; field: Field }[]>()
  for (const stage of all)
    for (const field of fieldsOf(stage))
      groups.set(field.name, [...(groups.get(field.name) ?? []), { stage: stage.name, field }])
  return groups
}

function actionInput(field: Field) {
  const choices = field.choices.length > 0 ? ` One of ${field.choices.join(', ')}.` : ''
  return {
    description: inWorkflow(field.description) + choices,
    required: field.required,
    ...(field.default !== undefined && { default: field.default }),
  }
}

function actionOutputs(fields: readonly Field[]): Readonly<Record<string, { readonly description: string }>> {
  const outputs = Object.fromEntries(fields.map(({ name, description }) => [name, { description }]))
  const file = 'The outputs of the stack as one JSON file; each is also an output under its own name.'
  return {
    ...outputs,
    ...(fields.some(({ key }) => key === 'outputs') && { 'outputs-file': { description: file } }),
    'failure-reason': { description: 'Why it failed: a code of docs/errors.md; empty when it did not.' },
  }
}

async function readmeOf(stage: StageDescription): Promise<string> {
  const page = await readFile(join(root, `docs/stages/${stage.name}.md`), 'utf8')
  const policy = await readFile(join(root, `actions/${stage.name}/policy.json`), 'utf8').catch(() => undefined)
  const previewPolicy = `actions/${stage.name}/policy-plan.json`
  const preview = await readFile(join(root, previewPolicy), 'utf8').catch(() => undefined)
  return renderActionReadme({
    stage,
    page,
    policy,
    hasPreviewPolicy: preview !== undefined,
    tables: actionTables(stage),
  })
}

const start = '<!-- made by npm run sync: tables -->'
const end = '<!-- end of tables -->'

/** Replaces the tables between the marks of a page; the rest of the page is written by hand. */
async function putTables(path: string, stage: StageDescription): Promise<void> {
  const page = await readFile(join(root, path), 'utf8').catch(
    () => `# ${stage.name}\n\n${stage.summary}\n\n${start}\n${end}\n`,
  )
  const [before, rest] = page.split(start)
  const after = rest?.split(end)[1]
  if (after === undefined) throw new Error(`${path} lacks the marks ${start} and ${end}`)
  await put(path, `${before}${start}\n\n${tables(stage)}\n${end}${after}`)
}

/** The tables of a page, with the outputs that only an action has. */
function actionTables(stage: StageDescription): string {
  const own = new Set(stage.outputs.map(({ name }) => name))
  const more = Object.entries(actionOutputs(stage.outputs)).filter(([name]) => !own.has(name))
  const rows = more.map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`)
  return [tables(stage).trimEnd(), ...rows, ''].join('\n')
}

function tables(stage: StageDescription): string {
  const inputs = stage.inputs.map(
    (field) =>
      `| \`${field.name}\` | ${cell(inWorkflow(field.description))}${field.choices.length > 0 ? ` One of ${field.choices.join(', ')}.` : ''} | ${field.required ? 'required' : cell(field.default ?? '')} |`,
  )
  const outputs = stage.outputs.map((field) => `| \`${field.name}\` | ${cell(field.description)} |`)
  return [
    '| input | meaning | default |',
    '|---|---|---|',
    ...inputs,
    '',
    '| output | meaning |',
    '|---|---|',
    ...outputs,
    '',
  ].join('\n')
}

/** Inputs that a description names, as whoever writes workflows knows them. */
function inWorkflow(description: string): string {
  return withMentions(description, (name) => `the input ${name}`)
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

async function put(path: string, text: string): Promise<void> {
  const file = join(root, path)
  if ((await readFile(file, 'utf8').catch(() => undefined)) === text) return
  if (check) {
    differing.push(path)
    return
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}

await sync()
