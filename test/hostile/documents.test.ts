import { expect, test } from '@jest/globals'
import { saying } from '../support/in-command-words.ts'
import { hostileDocuments } from './documents/hostile-documents.ts'
import { readers } from './documents/read-document.ts'

const refused = hostileDocuments.filter(({ refusal }) => refusal !== undefined)
const read = hostileDocuments.filter(({ refusal }) => refusal === undefined)

test.each(refused.map((document) => [document.name, document] as const))(
  '%s: refused with its place and the limit',
  async (_, { kind, text, refusal }) => {
    const error = await readers[kind](text()).then(
      () => undefined,
      (thrown) => thrown,
    )
    expect(error).toMatchObject({
      reason: {
        template: 'template-invalid',
        plan: 'template-invalid',
        configuration: 'configuration-invalid',
        parameters: 'input-invalid',
      }[kind],
      message: expect.stringMatching(refusal!),
      hint: saying(/./),
    })
  },
)

test.each(read.map((document) => [document.name, document] as const))(
  '%s: read to the end',
  async (_, { kind, text }) => {
    expect(await readers[kind](text())).toBeDefined()
  },
)
