import { z } from 'zod'
import { originLimit, readOrigin } from '../../core/network/origin.ts'

const origin = z.string().superRefine((text, context) => {
  const reading = readOrigin(text)
  if ('wrong' in reading) context.addIssue({ code: 'custom', message: reading.wrong })
})

/** The keys of `local` in `liftlock.yml`, which only apply on a developer's machine. */
export const localSchema = z
  .strictObject({
    origins: z
      .array(origin)
      .max(originLimit)
      .optional()
      .describe('Origins of web pages that may call GraphQL of the local AWS, such as http://localhost:5173.'),
  })
  .describe('The local AWS of the command line.')
