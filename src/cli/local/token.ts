import { z } from 'zod'
import { list } from '../../core/inputs/kinds.ts'
import { jsonText } from '../../hosts/shared/json-text.ts'
import { userToken } from '../../local/user-token.ts'
import { defineCommand } from '../command.ts'
import { runningLocal } from './running.ts'

/** Prints an identity token and nothing else, so that a shell can use it. */
export const token = defineCommand({
  inputs: z.object({
    environment: z.string().default('staging').describe('Environment of the user: staging, production, or an account.'),
    user: z.string().default('developer').describe('Name of the user. A missing user is created.'),
    // The name of a group may contain a comma.
    role: list(/\n/).describe('A group to add the user to; may be repeated.'),
    stack: z.string().optional().describe('Stack of the user, when several stacks have users.'),
  }),

  async run({ environment, user, role, stack }, { stdout, json, ...world }) {
    const printed = await userToken(await runningLocal(world.environment), { environment, user, roles: role, stack })
    stdout.write(json ? `${jsonText({ token: printed })}\n` : `${printed}\n`)
    return 0
  },
})
