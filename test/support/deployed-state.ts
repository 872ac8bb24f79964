import { type DeployingGround, deployedBucket } from './deploying-ground.ts'

/** What a deployment of the rendered pipeline left behind. */
export interface DeployedState {
  /** Names of the stacks whose change sets were executed, once for each execution. */
  readonly executed: readonly string[]
  readonly leftChangeSets: number
  /** Whether the stack of the pipeline has the limit of the configuration. */
  readonly isCurrent: boolean
  readonly leaseHolder: unknown
  /** How many versions the bucket has of the newest archive. */
  readonly archives: number
  /** Executions that are still to be started again. */
  readonly noted: readonly string[]
  readonly started: number
  /** What was done to executions and transitions. */
  readonly done: readonly string[]
  /** Status of each execution that was under way, by the last digit of its id. */
  readonly underWay: Readonly<Record<string, string | undefined>>
  readonly isOpen: boolean
}

/** Looks at everything that a deployment may have touched. */
export function deployedState({ cloud, objects, shop, timeLimit }: DeployingGround): DeployedState {
  shop.catchUp()
  const record = (key: string) => {
    const body = objects.contents.get(`${deployedBucket}/${key}`)
    return body && JSON.parse(new TextDecoder().decode(body))
  }
  const { executions = [], states = [] } = shop.pipeline ?? {}
  const begun = executions.filter(({ pipelineExecutionId }) => /-00000000000[1-3]$/.test(pipelineExecutionId))
  const archives = objects.contents.history.filter(({ name }) => /\.zip$/.test(name))
  return {
    executed: cloud.service.executions.map(({ stack }) => stack).sort(),
    leftChangeSets: cloud.service.leftChangeSets.length,
    isCurrent: cloud.service.find('shop-pipeline')?.template.includes(`"TimeoutInMinutes": ${timeLimit}`) ?? false,
    leaseHolder: record('locks/shop/pipeline-shop.json')?.holder,
    archives: archives.filter(({ name }) => name === archives.at(-1)?.name).length,
    noted: record('pipelines/shop/restarts.json')?.executions ?? [],
    started: shop.started.length,
    done: [...shop.done],
    underWay: Object.fromEntries(
      begun.map(({ pipelineExecutionId, status }) => [pipelineExecutionId.at(-1), status]).reverse(),
    ),
    isOpen: states.every(({ inboundTransitionState }) => inboundTransitionState?.enabled ?? true),
  }
}
