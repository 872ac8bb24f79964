import { UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { type LocalAws, startLocalAws } from '../act/local-aws.ts'
import { type CommandLine, commandLine } from '../support/command-line.ts'
import { type LocalClients, localClients } from '../support/local-clients.ts'
import {
  accounts,
  buckets,
  type EnvironmentName,
  environmentNames,
  shopTemplate,
  stacks,
  type Version,
} from './application.ts'
import { type Contents, contentsOf, restoreContents } from './bucket-contents.ts'
import { settled } from './settled.ts'

/** One local AWS with the application in both environments, which goes back to this state before each delivery. */
export interface Ground {
  readonly line: CommandLine
  readonly aws: LocalAws
  clientsOf(account: string): LocalClients
  /** Variables with the keys of an account. */
  keysOf(account: string): Readonly<Record<string, string>>
  /** Takes the present state as the one to go back to: this version, with the digest of its release. */
  keep(version: Version, release: string): Promise<void>
  /** Digest of the release that was kept. */
  readonly kept: string
  /** Updates a stack without us, and waits for the end; nothing happens when it has this template. */
  update(name: EnvironmentName, template: object): Promise<void>
  /** Goes back: the stacks have the template of the kept version, and the buckets exactly the kept objects. */
  goBack(): Promise<void>
  /** What the buckets of the environments have. */
  contents(): Promise<Readonly<Record<EnvironmentName, Contents>>>
  close(): Promise<void>
}

interface Kept {
  readonly release: string
  readonly template: object
  readonly contents: Readonly<Record<EnvironmentName, Contents>>
}

/** Starts the local AWS; permissions are not enforced. */
export async function openGround(): Promise<Ground> {
  const line = commandLine()
  const aws = await startLocalAws(line.folder, 'shop')
  const known = new Map<string, LocalClients>()
  const clientsOf = (account: string) => {
    if (!known.has(account)) known.set(account, localClients(aws.local, account))
    return known.get(account)!
  }
  let kept: Kept | undefined

  const contents = async () => {
    const [staging, production] = await Promise.all(
      environmentNames.map((name) => contentsOf(clientsOf(accounts[name]).s3, buckets[name])),
    )
    return { staging: staging!, production: production! }
  }
  const update = async (name: EnvironmentName, template: object) => {
    const { cloudformation } = clientsOf(accounts[name])
    const Parameters = [{ ParameterKey: 'Environment', UsePreviousValue: true }]
    const request = { StackName: stacks[name], TemplateBody: JSON.stringify(template), Parameters }
    await cloudformation.send(new UpdateStackCommand(request)).catch((error: Error) => {
      if (!/No updates are to be performed/.test(error.message)) throw error
    })
    await settled(cloudformation, stacks[name])
  }
  const goBackIn = async (name: EnvironmentName) => {
    await update(name, kept!.template)
    await restoreContents(clientsOf(accounts[name]).s3, buckets[name], kept!.contents[name])
  }
  return {
    line,
    aws,
    clientsOf,
    keysOf: (account) => ({ AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: aws.local.secretAccessKey }),
    async keep(version, release) {
      kept = { release, template: shopTemplate(version), contents: await contents() }
    },
    get kept() {
      return kept!.release
    },
    update,
    async goBack() {
      await Promise.all(environmentNames.map(goBackIn))
    },
    contents,
    async close() {
      await aws.close()
      await line.close()
    },
  }
}
