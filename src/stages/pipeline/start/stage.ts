import { z } from 'zod'
import { command, next } from '../../../core/run/next-step.ts'
import { defineStage } from '../../../core/run/stage.ts'
import { driveOf } from '../driving/drive.ts'
import { followToEnd } from '../following/follow-to-end.ts'
import { askedRelease } from './asked-release.ts'
import { askedStart } from './asked-start.ts'
import { startInputs, startOutputs } from './members.ts'
import { startOnce } from './start-once.ts'
import { supersedeOlder } from './supersede-older.ts'

/** Starts an execution, or attaches to the one that was asked for in the same way, and follows it. */
export const startPipeline = defineStage({
  name: 'pipeline start',
  positional: 'pipeline',
  inputs: z.object(startInputs),
  outputs: z.object(startOutputs),

  async run(inputs, context) {
    const { pipeline, again, detach } = inputs
    const { report } = context
    const drive = await driveOf(inputs, context)
    const definition = await drive.pipelines.definition(pipeline)
    const release = await askedRelease(inputs, definition, drive, context)
    const asked = askedStart(inputs, definition, release)
    const { id, attached } = await startOnce({ pipeline, ...asked, definition, again }, drive, context)
    report({ kind: 'outputs', values: { attached } })
    const what = attached ? 'was asked for before; this run attaches to it' : 'has started'
    report({ kind: 'note', text: `execution ${id} of pipeline ${pipeline} ${what}`, ...(detach && { closing: true }) })
    if (inputs.supersede) await supersedeOlder({ pipeline, id, definition }, drive, context)
    if (detach) {
      report({ kind: 'text', text: next`follow it: ${command('pipeline follow', { pipeline, execution: id })}` })
      return { outcome: 'succeeded', execution: id, attached }
    }
    return { ...(await followToEnd({ pipeline, id, isNew: true }, inputs, drive, context)), attached }
  },
})
