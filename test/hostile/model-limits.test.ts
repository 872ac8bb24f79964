import { expect, test } from '@jest/globals'
import { answerTo } from './documents/models/answer-to.ts'
import { hostileModels } from './documents/models/hostile-models.ts'

/* What each costs is measured by bench/limits.ts. */
test.each(hostileModels.map((model) => [model.name, model] as const))(
  '%s is answered plainly',
  async (_, model) => {
    expect(await answerTo(model)).toMatch(model.expects)
  },
  60_000,
)
