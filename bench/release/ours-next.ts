import { renderNotes } from '../../src/delivery/versioning/changelog/render-notes.ts'
import { readUnreleased } from '../../src/delivery/versioning/history/read-unreleased.ts'
import { wholeRepository } from '../../src/delivery/versioning/release-line.ts'
import { nextVersion } from '../../src/delivery/versioning/version/next-version.ts'
import { nodeGit } from '../../src/system/git/node-git.ts'

/** The next version of a repository, and its notes. `node ours-next.mjs <repository>` */
const git = nodeGit(process.env, new AbortController().signal).at(process.argv[2]!)
const [found] = await readUnreleased(git, [wholeRepository])
const { line, tags, previousFinal, changes } = found!
const existing = tags.map(({ version }) => version)
const next = nextVersion({ ...found!, line, existing, wish: { kind: 'by-changes' } })
if (next.kind === 'nothing') throw new Error('there is something to release')
const entry = { version: next.version, tag: next.tag, date: '2026-12-01', previousTag: previousFinal?.tag, changes }
console.log(`${next.version}\n\n${renderNotes(entry, { repository: 'https://github.com/acme/shop' })}`)
