import { execFileSync } from 'node:child_process'

/** Only `git log`, of everything or since a tag that is given. `node limit.mjs <repository> [tag]` */
const [, , folder, tag] = process.argv
const range = tag === undefined ? ['HEAD'] : [`${tag}..HEAD`]
const messages = execFileSync('git', ['-C', folder!, 'log', '-z', '--format=%H%x00%B', ...range], {
  maxBuffer: 1 << 28,
})
console.log(messages.length)
