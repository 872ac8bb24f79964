import { basename, join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { count } from '../../core/inputs/kinds.ts'
import { defineStage } from '../../core/run/stage.ts'
import { buildApplication } from '../../delivery/building/build-application.ts'

/** Application in, what is to be packaged out: with the packages and programs that its functions need. */
export const build = defineStage({
  name: 'build',
  positional: 'source',
  inputs: z.object({
    source: z.string().describe('Folder of the application, or its template.'),
    buildCommand: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Command line that builds the application, run in its folder. Default: sam build, else npm and pip where a function lacks what it declares.',
      ),
    buildTimeout: count(1, 86_400).default(1800).describe('Seconds that the build may take.'),
    out: z.string().optional().describe('Folder for a built copy. Default: build/<name of the folder>.'),
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded', 'no-changes']).describe('Whether anything had to be built.'),
    source: z.string().describe('Folder or template of the built application, for the stage package.'),
    by: z
      .enum(['command', 'sam', 'liftlock', 'nothing'])
      .describe('What built it: your command, sam build, or npm and pip as Liftlock calls them.'),
  }),

  async run({ source: given, buildCommand: command, buildTimeout: timeoutSeconds, out }, context) {
    const source = resolve(given)
    const name = basename(source).replace(/\.[^.]*$/, '')
    const built = await buildApplication(context, {
      source,
      command,
      out: resolve(out ?? join('build', name || 'application')),
      timeoutSeconds,
    })
    context.report({ kind: 'note', closing: true, text: built.said })
    const outcome = built.by === 'nothing' ? 'no-changes' : 'succeeded'
    return { outcome, source: fromHere(built.source), by: built.by }
  },
})

/** A path that the next step of a workflow reads in the same folder. */
function fromHere(path: string): string {
  const here = relative('.', path)
  return here === '' ? '.' : here.startsWith('..') ? path : here
}
