import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { describeStage } from '../../core/run/describe.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nearest } from '../../core/text/nearest.ts'
import { pageTopics, pathOfTopic } from '../../core/text/topics.ts'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { packageRoot } from '../../system/package-root.ts'
import type { CommandLine } from '../command-line.ts'
import { parseArguments } from '../start/arguments.ts'
import { commandSummaries } from '../start/command-summaries.ts'
import { commandRows, renderCommandHelp } from '../start/help.ts'
import { plainPage, readExplanations } from './explanations.ts'

const inputs = z.object({
  topic: z
    .string()
    .optional()
    .describe(
      `A failure reason such as stack-failed, a rule such as V-04, or a page: ${Object.keys(pageTopics).join(', ')}. Without it: a list of all reasons.`,
    ),
})
const description = describeStage(
  { name: 'explain', positional: 'topic', inputs, outputs: z.object({}) },
  commandSummaries.explain,
)
const flags = ['help', 'json'] as const

/**
 * Prints what the docs of this version say about a failure reason, a rule of models or a page, or lists all reasons.
 * @throws StageError `input-invalid` for an unknown topic, `file-missing` when the checkout is incomplete
 */
export async function runExplain(argv: readonly string[], { stdout }: CommandLine): Promise<number> {
  const { help, json, values } = parseArguments(description, argv, flags)
  if (help) {
    stdout.write(renderCommandHelp(description, { flags }))
    return 0
  }
  const { topic } = values
  if (topic === undefined) {
    const reasons = readExplanations(await readPage('docs/errors.md')).map(({ topic: reason, summary }) => ({
      reason,
      summary,
    }))
    const rows = commandRows(Object.fromEntries(reasons.map(({ reason, summary }) => [reason, summary])))
    stdout.write(json ? `${jsonText(reasons, 2)}\n` : `${rows.join('\n')}\n`)
    return 0
  }
  const text = await explain(topic)
  stdout.write(json ? `${jsonText({ topic, text }, 2)}\n` : `${topic}\n\n${text}\n`)
  return 0
}

async function explain(topic: string): Promise<string> {
  const [path = '', heading] = pathOfTopic(topic).split('#')
  const page = await readPage(path)
  if (heading === undefined) return plainPage(page)
  const all = readExplanations(page)
  const found = all.find((each) => each.topic === heading)
  if (found !== undefined) return found.text
  const names = [...all.map((each) => each.topic), ...Object.keys(pageTopics)]
  const guess = nearest(topic.toLowerCase(), names)
  throw new StageError('input-invalid', `nothing explains ${JSON.stringify(topic)}`, {
    hint: guess ? `did you mean ${guess}?` : 'liftlock explain lists all failure reasons',
  })
}

async function readPage(page: string): Promise<string> {
  const path = join(packageRoot(), page)
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new StageError('file-missing', `there is no file ${path}`, { hint: 'install Liftlock again', cause })
  }
}
