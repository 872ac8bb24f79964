import { randomUUID } from 'node:crypto'

/** One event that will have happened once its time has come. */
export interface ScriptedEvent {
  readonly at: number
  readonly id: string
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly token?: string
}

export interface ScriptedChangeSet {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly description: string | undefined
  readonly clientToken: string
  readonly content: ScriptedContent
  readonly changes: readonly ScriptedChange[]
  readonly createdAt: number
  readonly completeAt: number
  readonly failure: string | undefined
  executedWith?: string
  obsolete?: boolean
}

/** What a change set was made from, and what a stack has. */
export interface ScriptedContent {
  readonly template: string
  /** Values as they are; those of NoEcho parameters are hidden when they are shown. */
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly notificationArns: readonly string[]
  readonly roleArn: string | undefined
  readonly includeNested: boolean
  readonly importExisting: boolean
  readonly deploymentMode: string | undefined
}

export const noContent: ScriptedContent = {
  template: '{"Resources":{}}',
  parameters: {},
  tags: {},
  capabilities: [],
  notificationArns: [],
  roleArn: undefined,
  includeNested: false,
  importExisting: false,
  deploymentMode: undefined,
}

export interface ScriptedChange {
  readonly action: 'Add' | 'Modify' | 'Remove'
  readonly logicalId: string
  readonly type: string
  readonly properties: readonly string[]
}

/** One resource of an operation: when it is done, or how it fails. */
export interface ScriptedStep {
  readonly logicalId: string
  readonly type: string
  readonly physicalId?: string
  readonly seconds: number
  readonly failure?: string
}

/** A stack whose events lie on a line of time; everything else follows from how far the clock is. */
export class ScriptedStack {
  readonly id: string
  readonly name: string
  readonly changeSets: ScriptedChangeSet[] = []
  events: ScriptedEvent[] = []
  /** What the stack has from a time on, oldest first. */
  readonly contents: { readonly at: number; readonly content: ScriptedContent }[] = [
    { at: Number.NEGATIVE_INFINITY, content: noContent },
  ]
  outputs: Readonly<Record<string, string>> = {}
  protection = false

  constructor(name: string, status: string, at: number) {
    this.name = name
    this.id = `arn:aws:cloudformation:eu-west-1:111111111111:stack/${name}/${randomUUID()}`
    this.say(at, status, undefined, status === 'REVIEW_IN_PROGRESS' ? 'User Initiated' : undefined)
  }

  contentAt(time: number): ScriptedContent {
    return this.contents.findLast(({ at }) => at <= time)!.content
  }

  get template(): string {
    return this.contentAt(Number.POSITIVE_INFINITY).template
  }

  get parameters(): Readonly<Record<string, string>> {
    return this.contentAt(Number.POSITIVE_INFINITY).parameters
  }

  /** The status at a time, by the newest event of the stack itself. */
  statusAt(time: number): string | undefined {
    return this.past(time).find((event) => event.physicalId === this.id)?.status
  }

  /** What has happened by then, newest first. */
  past(time: number): ScriptedEvent[] {
    return this.events.filter(({ at }) => at <= time).reverse()
  }

  say(at: number, status: string, token?: string, reason?: string): void {
    this.put(
      { at, logicalId: this.name, physicalId: this.id, type: 'AWS::CloudFormation::Stack', status },
      token,
      reason,
    )
  }

  put(event: Omit<ScriptedEvent, 'id' | 'token' | 'reason'>, token?: string, reason?: string): void {
    this.events.push({
      ...event,
      id: randomUUID(),
      ...(token === undefined ? {} : { token }),
      ...(reason === undefined ? {} : { reason }),
    })
    this.events.sort((a, b) => a.at - b.at)
  }

  /** Lays an operation on the line of time and says when it ends, and whether well. */
  operate(
    verb: 'CREATE' | 'UPDATE' | 'DELETE',
    start: number,
    steps: readonly ScriptedStep[],
    options: { token: string; disableRollback: boolean; rollbackFails?: string },
  ): { readonly end: number; readonly good: boolean } {
    const { token } = options
    this.say(start, `${verb}_IN_PROGRESS`, token, 'User Initiated')
    const failing = steps.filter(({ failure }) => failure !== undefined).sort((a, b) => a.seconds - b.seconds)[0]
    const turn = failing === undefined ? undefined : start + failing.seconds * 1000
    let end = start
    for (const step of steps) {
      const resource = {
        logicalId: step.logicalId,
        type: step.type,
        physicalId: step.physicalId ?? `${this.name}-${step.logicalId}`,
      }
      const done = start + step.seconds * 1000
      this.put({ ...resource, at: start, status: `${verb}_IN_PROGRESS` }, token)
      if (step === failing) this.put({ ...resource, at: done, status: `${verb}_FAILED` }, token, step.failure)
      else if (turn !== undefined && done > turn)
        this.put(
          { ...resource, at: turn, status: `${verb}_FAILED` },
          token,
          `Resource ${verb === 'CREATE' ? 'creation' : 'update'} cancelled`,
        )
      else this.put({ ...resource, at: done, status: `${verb}_COMPLETE` }, token)
      end = Math.max(end, turn ?? done)
    }
    if (failing === undefined) {
      this.say(end, `${verb}_COMPLETE`, token)
      return { end, good: true }
    }
    if (options.disableRollback) {
      this.say(end, `${verb}_FAILED`, token)
      return { end, good: false }
    }
    const prefix = verb === 'CREATE' ? '' : 'UPDATE_'
    this.say(end, `${prefix}ROLLBACK_IN_PROGRESS`, token, `The following resource(s) failed: [${failing.logicalId}]`)
    const back = end + 500
    if (options.rollbackFails !== undefined)
      this.put(
        {
          at: back,
          logicalId: failing.logicalId,
          type: failing.type,
          physicalId: `${this.name}-${failing.logicalId}`,
          status: `${verb}_FAILED`,
        },
        token,
        options.rollbackFails,
      )
    this.say(back, `${prefix}ROLLBACK_${options.rollbackFails === undefined ? 'COMPLETE' : 'FAILED'}`, token)
    return { end: back, good: false }
  }
}
