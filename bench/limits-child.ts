import { hostileDocuments } from '../test/hostile/documents/hostile-documents.ts'
import { readers } from '../test/hostile/documents/read-document.ts'

/** Reads one hostile document, named by its number, and ends with 0 when that went as it should. */
const document = hostileDocuments[Number(process.argv[2])]
if (document === undefined) throw new Error(`there is no document ${process.argv[2]}`)
const error: unknown = await readers[document.kind](document.text()).then(
  () => undefined,
  (thrown) => thrown,
)
const expected =
  document.refusal === undefined ? error === undefined : error instanceof Error && document.refusal.test(error.message)
if (!expected) console.error(error ?? 'it was read')
process.exitCode = expected ? 0 : 1
