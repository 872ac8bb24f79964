/** How a deployment tool polls a stack operation, taken from its source (2026 snapshots). */
export interface PeerSchedule {
  readonly name: string
  /** Seconds before each read of the stack's status, and of its events; the last entry repeats. */
  readonly status: readonly number[]
  readonly events: readonly number[]
  /** Which of the two decides that the operation is over. */
  readonly decides: 'status' | 'events'
}

export const peers: readonly PeerSchedule[] = [
  { name: 'aws cli', status: [30], events: [], decides: 'status' },
  { name: 'SDK v3 waiter', status: [30, 60, 120], events: [], decides: 'status' },
  {
    name: 'cloudformation-github-deploy',
    status: [10],
    events: [2, 3, 4.5, 6.75, 10.1, 15.2, 22.8, 30],
    decides: 'status',
  },
  { name: 'CDK toolkit', status: [5], events: [2], decides: 'status' },
  { name: 'rain', status: [2], events: [], decides: 'status' },
  { name: 'SAM CLI', status: [], events: [0.5], decides: 'events' },
]

/** The cost of a schedule for one operation: seconds until its end is noticed, and calls. */
export function peerCost(
  { status, events, decides }: PeerSchedule,
  operationSeconds: number,
  roundTripSeconds: number,
): { readonly added: number; readonly calls: number } {
  const [deciding, other] = decides === 'status' ? [status, events] : [events, status]
  const end = lookTimes(deciding, roundTripSeconds, (time) => time >= operationSeconds)
  const beside = other.length === 0 ? [] : lookTimes(other, roundTripSeconds, (time) => time >= end.at(-1)!)
  return { added: end.at(-1)! + roundTripSeconds - operationSeconds, calls: end.length + beside.length }
}

function lookTimes(pauses: readonly number[], roundTripSeconds: number, isLast: (time: number) => boolean): number[] {
  const times: number[] = []
  for (let time = 0, index = 0; times.length === 0 || !isLast(times.at(-1)!); index += 1) {
    time += pauses[Math.min(index, pauses.length - 1)]!
    times.push(time)
    time += roundTripSeconds
  }
  return times
}
