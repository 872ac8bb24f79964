import { own } from '../core/run/own.ts'
import { StageError } from '../core/run/stage-error.ts'
import { nearest } from '../core/text/nearest.ts'
import type { CommandLine } from './command-line.ts'

type Command = (args: readonly string[], line: CommandLine) => Promise<number>

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('./local/up.ts')).up,
  status: async () => (await import('./local/status.ts')).status,
  reset: async () => (await import('./local/reset.ts')).reset,
  down: async () => (await import('./local/down.ts')).down,
  token: async () => (await import('./local/token.ts')).token,
  mail: async () => (await import('./local/mail.ts')).mail,
  egress: async () => (await import('./local/egress.ts')).egress,
  serve: async () => (await import('./local/serve.ts')).serve,
}

const help = `liftlock local: a complete AWS on this machine, without an account or Docker

  up      start it, or find it running; it stays until "down"
  status  say what runs, what is deployed, and how to reach it
  reset   empty all accounts; it runs on
  down    end it with everything that it started; what it held is gone
  token   print a token of a user, for the console or curl
  mail    print the e-mail that the application sent
  egress  print what functions sent, or tried to send, to other hosts

up
  --iam              enforce permissions, the roles of functions included
  --egress           let functions reach public addresses
  --origin <origin>  let web pages of this origin call GraphQL, such as
                     http://localhost:5173; may be given again
  --no-origins       take all of them back
  Origins are changed without a new start. Without these two flags those of
  local.origins in liftlock.yml count, else those that it has.

token
  --environment <name>  staging, production, or an account; staging by default
  --user <name>         made when absent; developer by default
  --role <name>         a group to put the user in; may be given again
  --stack <name>        when several stacks have users

mail
  --environment <name>  of one environment only

All of them take --json. There are two accounts in eu-west-1, 111111111111 for
staging and 222222222222 for production: the access key id is the account, the
secret access key is random and the same for both. up and status print it in
a form to paste. Nobody is served without it. State lies in LIFTLOCK_HOME
(~/.local/state/liftlock), packages in LIFTLOCK_CACHE (~/.cache/liftlock).
`

/** `liftlock local …`. @returns the exit code. @throws StageError `input-invalid` for a command that there is not */
export async function runLocalCommand(args: readonly string[], line: CommandLine): Promise<number> {
  const [name = '--help', ...rest] = args
  if (name === '--help' || name === '-h' || name === 'help' || rest.includes('--help') || rest.includes('-h')) {
    line.stdout.write(help)
    return 0
  }
  const command = await own(commands, name)?.()
  if (command) return command(rest, line)
  const guess = nearest(
    name,
    Object.keys(commands).filter((known) => known !== 'serve'),
  )
  throw new StageError('input-invalid', `liftlock local has no command ${JSON.stringify(name)}`, {
    hint: guess ? `did you mean ${guess}?` : 'see liftlock local --help',
  })
}
