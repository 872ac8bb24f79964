import { renderChangelog } from '../../src/delivery/versioning/changelog/render-changelog.ts'
import { readReleases } from '../../src/delivery/versioning/history/read-releases.ts'
import { wholeRepository } from '../../src/delivery/versioning/release-line.ts'
import { nodeGit } from '../../src/system/git/node-git.ts'

/** The whole changelog of a repository. `node ours-changelog.mjs <repository>` */
const git = nodeGit(process.env, new AbortController().signal).at(process.argv[2]!)
const releases = await readReleases(git, wholeRepository)
console.log(renderChangelog(releases, { repository: 'https://github.com/acme/shop' }))
