import type { UnderWayChoice } from '../../src/stages/pipeline/deploying/make-way.ts'
import type { DeployedState } from './deployed-state.ts'
import { type DeployingGround, deployingGround } from './deploying-ground.ts'
import { smallToolkit } from './small-toolkit.ts'

const settled = { leftChangeSets: 0, isCurrent: true, leaseHolder: null, archives: 1, noted: [], isOpen: true }
const changed = ['shop-pipeline', 'shop-roles-production']

/** A deployment with a choice about executions, and what it leaves behind, whatever disturbs it. */
export interface DeployedScenario {
  readonly choice: UnderWayChoice | undefined
  readonly left: DeployedState
}

export const deployedScenarios = {
  /** Nothing is there. */
  creation: {
    choice: undefined,
    left: {
      ...settled,
      executed: [...changed, 'shop-roles-staging'],
      started: 0,
      done: [],
      underWay: {},
    },
  },
  /** An action, an approval and an execution between stages are under way. */
  restart: {
    choice: 'restart',
    left: {
      ...settled,
      executed: changed,
      started: 3,
      done: ['stop 1 and wait', 'stop 2 at once'],
      underWay: { 1: 'Stopping', 2: 'Stopped', 3: 'Cancelled' },
    },
  },
  park: {
    choice: 'park',
    left: {
      ...settled,
      executed: changed,
      started: 0,
      done: [],
      underWay: { 1: 'InProgress', 2: 'InProgress', 3: 'Cancelled' },
    },
  },
  /** The action and the approval end by themselves. */
  drain: {
    choice: 'drain',
    left: {
      ...settled,
      executed: changed,
      started: 1,
      done: ['close', 'open'],
      underWay: { 1: 'Succeeded', 2: 'Succeeded', 3: 'Cancelled' },
    },
  },
  /** Without a choice, nothing is changed. */
  refusal: {
    choice: undefined,
    left: {
      ...settled,
      isCurrent: false,
      executed: [],
      started: 0,
      done: [],
      underWay: { 1: 'InProgress', 2: 'InProgress', 3: 'InProgress' },
    },
  },
} satisfies Readonly<Record<string, DeployedScenario>>

export type DeployedScenarioName = keyof typeof deployedScenarios

/** Grounds at the beginning of scenarios. */
export interface ScenarioStand {
  /** What is deployed stays for the next time, unless nothing may be there. */
  at(name: DeployedScenarioName): Promise<DeployingGround>
  stop(): Promise<void>
}

/** Opens grounds as they are needed; stop it afterwards. */
export function scenarioStand(): ScenarioStand {
  const toolkit = smallToolkit()
  const grounds: DeployingGround[] = []
  let deployed: DeployingGround | undefined
  const open = async () => {
    const ground = await deployingGround((await toolkit).folder)
    grounds.push(ground)
    return ground
  }
  const openDeployed = async () => {
    const ground = await open()
    await ground.render()
    return ground
  }
  return {
    async at(name) {
      if (name === 'creation') return open()
      deployed ??= await openDeployed()
      deployed.shop.begin(name === 'drain' ? 100 : undefined)
      deployed.timeLimit += 1
      deployed.cloud.service.executions.length = 0
      return deployed
    },
    async stop() {
      await Promise.all([...grounds.map((ground) => ground.stop()), (await toolkit).remove()])
    },
  }
}
