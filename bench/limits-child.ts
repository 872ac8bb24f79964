import { hostileDocuments } from '../test/hostile/documents/hostile-documents.ts'
import { answerTo } from '../test/hostile/documents/models/answer-to.ts'
import { hostileModels } from '../test/hostile/documents/models/hostile-models.ts'
import { readers } from '../test/hostile/documents/read-document.ts'

/**
 * Reads one hostile document or model, given by kind and number, and exits with 0 if the result is the expected one.
 */
const [kind, number] = process.argv.slice(2)
const wrong = kind === 'model' ? await wrongModel(Number(number)) : await wrongDocument(Number(number))
if (wrong !== undefined) console.error(wrong)
process.exitCode = wrong === undefined ? 0 : 1

async function wrongModel(index: number): Promise<unknown> {
  const said = await answerTo(hostileModels[index]!)
  return hostileModels[index]!.expects.test(said) ? undefined : said
}

async function wrongDocument(index: number): Promise<unknown> {
  const { kind: reader, text, refusal } = hostileDocuments[index]!
  const error: unknown = await readers[reader](text()).then(
    () => undefined,
    (thrown) => thrown,
  )
  if (refusal === undefined) return error
  return error instanceof Error && refusal.test(error.message) ? undefined : (error ?? 'it was read')
}
