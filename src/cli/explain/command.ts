import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { describeStage } from '../../core/run/describe.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nearest } from '../../core/text/nearest.ts'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { packageRoot } from '../../system/package-root.ts'
import type { CommandLine } from '../command-line.ts'
import { parseArguments } from '../start/arguments.ts'
import { commandSummaries } from '../start/command-summaries.ts'
import { commandRows, renderCommandHelp } from '../start/help.ts'
import { type Explanation, readExplanations } from './explanations.ts'

const inputs = z.object({
  reason: z
    .string()
    .optional()
    .describe('The failure reason, such as stack-failed. Without it: a list of all reasons.'),
})
const description = describeStage(
  { name: 'explain', positional: 'reason', inputs, outputs: z.object({}) },
  commandSummaries.explain,
)
const flags = ['help', 'json'] as const

/**
 * Prints what docs/errors.md of this version says about a failure reason, or lists all reasons.
 * @throws StageError `input-invalid` for an unknown reason, `file-missing` when the checkout is incomplete
 */
export async function runExplain(argv: readonly string[], { stdout }: CommandLine): Promise<number> {
  const { help, json, values } = parseArguments(description, argv, flags)
  if (help) {
    stdout.write(renderCommandHelp(description, { flags }))
    return 0
  }
  const all = readExplanations(await errorsPage())
  const reason = values.reason
  if (reason === undefined) {
    const rows = Object.fromEntries(all.map(({ reason: each, summary }) => [each, summary]))
    stdout.write(
      json
        ? `${jsonText(
            all.map(({ reason: each, summary }) => ({ reason: each, summary })),
            2,
          )}\n`
        : listOf(rows),
    )
    return 0
  }
  const { text } = explanationOf(reason, all)
  stdout.write(json ? `${jsonText({ reason, text }, 2)}\n` : `${reason}\n\n${text}\n`)
  return 0
}

function listOf(rows: Readonly<Record<string, string>>): string {
  return `${commandRows(rows).join('\n')}\n`
}

function explanationOf(reason: string, all: readonly Explanation[]): Explanation {
  const found = all.find((each) => each.reason === reason)
  if (found !== undefined) return found
  const guess = nearest(
    reason,
    all.map((each) => each.reason),
  )
  throw new StageError('input-invalid', `liftlock has no failure reason ${JSON.stringify(reason)}`, {
    hint: guess ? `did you mean ${guess}?` : 'liftlock explain lists all reasons',
  })
}

async function errorsPage(): Promise<string> {
  const path = join(packageRoot(), 'docs', 'errors.md')
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new StageError('file-missing', `there is no file ${path}`, { hint: 'install Liftlock again', cause })
  }
}
