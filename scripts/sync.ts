import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { type Command, describeCommand } from '../src/cli/command.ts'
import { deadLetterCommands } from '../src/cli/dead-letters/commands.ts'
import { localCommands } from '../src/cli/local/commands.ts'
import { groupedPipelineCommands, otherPipelineCommands } from '../src/cli/pipeline/group.ts'
import { shipDescription } from '../src/cli/ship/definition.ts'
import { commands } from '../src/cli/start/commands.ts'
import { describeStage, type StageDescription } from '../src/core/run/describe.ts'
import { withChoices } from '../src/core/run/mentions.ts'
import { configurationSchema } from '../src/delivery/environment/configuration.ts'
import { stages } from '../src/stages/stages.ts'
import { packageRoot } from '../src/system/package-root.ts'
import { actionOutputs, inWorkflow, made, renderAction, renderMain, renderRootAction } from './render-action.ts'
import { renderActionReadme } from './render-action-readme.ts'

/** Generates everything that readers see of a stage from its definition. `--check` fails if a file differs. */
const check = process.argv.includes('--check')
const root = packageRoot()
const differing: string[] = []

async function sync(): Promise<void> {
  const all = await Promise.all(
    Object.values(stages).map(async ({ summary, load }) => describeStage(await load(), summary)),
  )
  for (const stage of all) {
    await put(`src/stages/${stage.name}/description.ts`, renderDescription(stage))
    await put(`actions/${stage.name}/action.yml`, renderAction(stage))
    await put(`actions/${stage.name}/main.ts`, renderMain(stage))
    await putBetweenMarks(`docs/stages/${stage.name}.md`, tables(stage), `# ${stage.name}\n\n${stage.summary}\n`)
    await put(`actions/${stage.name}/README.md`, await readmeOf(stage))
  }
  await put('action.yml', renderRootAction(all))
  await putBetweenMarks('docs/command-line.md', await renderCommands(all), '# The command line\n')
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

/** The definition as plain data, so that no large module is loaded before the inputs are checked. */
function renderDescription(stage: StageDescription): string {
  const head = `// ${made.slice(2)}import type { StageDescription } from '../../core/run/describe.ts'\n\n`
  const data = JSON.stringify(stage, undefined, 2)
  return `${head}/** Everything that a reader sees of this stage. */\nexport const description: StageDescription = ${data}\n`
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

/** Replaces the text between two marks of a page; the rest is written by hand. @param beginning of a new page */
async function putBetweenMarks(path: string, text: string, beginning: string): Promise<void> {
  const page = await readFile(join(root, path), 'utf8').catch(() => `${beginning}\n${start}\n${end}\n`)
  const [before, rest] = page.split(start)
  const after = rest?.split(end)[1]
  if (after === undefined) throw new Error(`${path} lacks the marks ${start} and ${end}`)
  await put(path, `${before}${start}\n\n${text}\n${end}${after}`)
}

/** The tables of a page, including the outputs that only actions have. */
function actionTables(stage: StageDescription): string {
  const own = new Set(stage.outputs.map(({ name }) => name))
  const more = Object.entries(actionOutputs(stage.outputs)).filter(([name]) => !own.has(name))
  const rows = more.map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`)
  return [tables(stage).trimEnd(), ...rows, ''].join('\n')
}

/** The stages, each with its page, and the commands that are not stages, each with its inputs. */
async function renderCommands(all: readonly StageDescription[]): Promise<string> {
  const stageRows = all.map(({ name, summary }) => `| [\`${name}\`](stages/${name}.md) | ${cell(summary)} |`)
  const local = Object.entries(localCommands).filter(([, { hidden }]) => !hidden)
  const inOrder = ['## Stages', '', '| stage | what it does |', '|---|---|', ...stageRows, '']
  const ship = ['## ship', '', commands.ship.summary, '', tables(shipDescription)]
  return [
    ...inOrder,
    ...ship,
    '## dead-letters',
    '',
    commands['dead-letters'].summary,
    '',
    ...(await sectionsOf('dead-letters', Object.entries(deadLetterCommands))),
    '## pipeline',
    '',
    commands.pipeline.summary,
    '',
    ...(await pipelineSections()),
    ...(await sectionsOf('pipeline', Object.entries(otherPipelineCommands))),
    '## local',
    '',
    commands.local.summary,
    '',
    ...(await sectionsOf('local', local)),
  ].join('\n')
}

/** A section for each command of a group, with its inputs and notes. */
async function sectionsOf(
  group: string,
  listed: readonly (readonly [string, { readonly summary: string; readonly load: () => Promise<Command> }])[],
): Promise<readonly string[]> {
  const sections = listed.map(async ([name, { summary, load }]) => {
    const command = await load()
    const described = describeCommand(`${group} ${name}`, summary, command)
    const inputs = described.inputs.length === 0 ? [] : ['', ...inputTable(described)]
    return [`### ${group} ${name}`, '', summary, ...inputs, ...(command.notes ?? []).flatMap((note) => ['', note]), '']
  })
  return (await Promise.all(sections)).flat()
}

/** The same for the commands of pipelines, which are stages. */
async function pipelineSections(): Promise<readonly string[]> {
  const sections = Object.values(groupedPipelineCommands).map(async ({ summary, stage }) => {
    const described = await stage.describe()
    return [`### ${described.name}`, '', summary, '', ...inputTable(described), '']
  })
  return (await Promise.all(sections)).flat()
}

function inputTable({ inputs }: StageDescription): readonly string[] {
  const rows = inputs.map(
    (field) =>
      `| \`${field.name}\` | ${cell(withChoices(field, inWorkflow))} | ${field.required ? 'required' : cell(field.default ?? field.jobDefault ?? '')} |`,
  )
  return ['| input | meaning | default |', '|---|---|---|', ...rows]
}

function tables(stage: StageDescription): string {
  const outputs = stage.outputs.map((field) => `| \`${field.name}\` | ${cell(field.description)} |`)
  return [...inputTable(stage), '', '| output | meaning |', '|---|---|', ...outputs, ''].join('\n')
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
