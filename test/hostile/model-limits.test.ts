import { expect, test } from '@jest/globals'
import { StageError } from '../../src/core/stage-error.ts'
import { generate } from '../../src/generator/generate.ts'
import { checkPython } from '../../src/generator/model/python/check-python.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { toolkitResources } from '../support/generated-api.ts'
import { filesInMemory } from '../support/parking-model.ts'
import { testContext } from '../support/test-context.ts'
import { type HostileModel, hostileModels } from './documents/models/hostile-models.ts'

/** Milliseconds of a processor; the tests run compiled on the fly, so twice what bench/limits.ts asks for. */
const mostMilliseconds = 4_000

/** The first error, `good`, or whatever was thrown. */
async function judged({ files }: HostileModel): Promise<{ said: string; milliseconds: number }> {
  const texts = Object.entries(files()).map(([path, content]) => [path, Buffer.from(content)] as const)
  const resources = await toolkitResources()
  const start = process.cpuUsage()
  const said = await firstError(new Map(texts), resources)
  const { user, system } = process.cpuUsage(start)
  return { said, milliseconds: (user + system) / 1000 }
}

async function firstError(
  files: ReadonlyMap<string, Uint8Array>,
  resources: Awaited<ReturnType<typeof toolkitResources>>,
): Promise<string> {
  const { model, findings } = await readModel(filesInMemory(new Map(files)), 'model')
  const all = model === undefined ? findings : (await checkPython(model, testContext())).shown
  const error = all.find(({ severity }) => severity === 'error')
  if (error !== undefined) return `${error.rule} ${error.place?.file}:${error.place?.line} ${error.text}`
  try {
    return generate(model!, resources).size > 0 ? 'good' : 'empty'
  } catch (failure) {
    if (failure instanceof StageError) return `${failure.reason} ${failure.message}`
    throw failure
  }
}

test.each(hostileModels.map((model) => [model.name, model] as const))(
  '%s costs little and is answered plainly',
  async (_, model) => {
    const { said, milliseconds } = await judged(model)
    expect(said).toMatch(model.expects)
    expect(milliseconds).toBeLessThan(mostMilliseconds)
  },
  60_000,
)
