import { readFileSync, writeFileSync } from 'node:fs'
import { renderedExample } from '../../test/support/rendered-example.ts'
import { rightsIn } from '../../test/support/rendered-rights.ts'
import { provenRows, renderRightsTable } from '../../test/support/rights-table.ts'

/** Writes the table of `docs/rights.md` from what the rehearsal found. `tsx bench/rights/write-page.ts` */
const mark = '<!-- made by bench/rights: table -->'
const page = 'docs/rights.md'
const templates = await renderedExample()
const rights = rightsIn((file) => templates.get(file)!)
const [beginning] = readFileSync(page, 'utf8').split(mark)
writeFileSync(page, `${beginning}${mark}\n\n${renderRightsTable(rights, provenRows())}\n`)
