import { StageError } from '../../../../src/core/run/stage-error.ts'
import { generate } from '../../../../src/generator/generate.ts'
import { checkPython } from '../../../../src/generator/model/python/check-python.ts'
import { readModel } from '../../../../src/generator/model/read-model.ts'
import { toolkitResources } from '../../../support/generated-api.ts'
import { filesInMemory } from '../../../support/parking-model.ts'
import { testContext } from '../../../support/test-context.ts'
import type { HostileModel } from './hostile-models.ts'

/** What a model is answered with: the first error, or `good` once an application was generated of it. */
export async function answerTo({ files }: HostileModel): Promise<string> {
  const texts = Object.entries(files()).map(([path, content]) => [path, Buffer.from(content)] as const)
  const resources = await toolkitResources()
  const { model, findings } = await readModel(filesInMemory(new Map(texts)), 'model')
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
