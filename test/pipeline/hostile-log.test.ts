import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { awsFromEnvironment } from '../../src/aws/clients.ts'
import type { Context } from '../../src/core/run/context.ts'
import type { Host } from '../../src/core/run/host.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { terminalHost } from '../../src/hosts/terminal/terminal.ts'
import { showFailedLog } from '../../src/stages/pipeline/following/failed-log.ts'
import { commandsIn, runnerLines } from '../support/runner-commands.ts'

/* The log of a failed action is written by others: in no host may it act, and no secret of ours may stand in it. */
const folder = join(import.meta.dirname, '..', 'hostile', 'logs')
const secret = 'c2VjcmV0LW9mLXRoZS10ZXN0-and-more'
const others = { aws: async () => awsFromEnvironment({}), signal: new AbortController().signal, onExitCode() {} }

const hosts: Readonly<Record<string, (write: (text: string) => unknown) => Host>> = {
  GitHub: (write) => githubHost({ ...others, environment: {}, stdout: { write } }),
  'a terminal': (write) =>
    terminalHost({ ...others, flags: {}, environment: {}, stdout: { write }, stderr: { write }, json: false }),
}

/** What a host prints of the log. */
async function shown(name: string, log: string): Promise<string> {
  let printed = ''
  const { report }: Context = await hosts[name]!((text) => (printed += text)).context()
  report({ kind: 'secret', value: secret })
  printed = ''
  const action = { stageName: 'Build', actionName: 'Compile' }
  showFailedLog({ action, lines: log.split('\n') }, 'Build/Compile failed', report)
  return printed
}

const files = readdirSync(folder)
test.each(Object.keys(hosts).flatMap((host) => files.map((file) => [host, file] as const)))(
  '%s shows %s without obeying it',
  async (host, file) => {
    const printed = await shown(host, readFileSync(join(folder, file), 'utf8'))
    const own = new Set(['group', 'endgroup'])
    expect(
      runnerLines(printed)
        .flatMap((line) => commandsIn(line))
        .filter(({ name }) => !own.has(name)),
    ).toEqual([])
    expect(printed).not.toMatch(/(?![\n\t])[\p{Cc}]/u)
  },
)

test.each(Object.keys(hosts))('%s masks a secret in it, also one that is encoded over several lines', async (host) => {
  const encoded = Buffer.from(secret.repeat(4)).toString('base64')
  const broken = encoded.replace(/.{40}/g, '$&\n')
  const printed = await shown(host, `plain ${secret}\n${Buffer.from(secret).toString('base64')}\n${broken}`)
  expect(printed).toContain('plain ***')
  expect(printed).not.toContain(secret)
  expect(printed).not.toContain(Buffer.from(secret).toString('base64'))
})
