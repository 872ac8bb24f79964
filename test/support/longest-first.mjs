import Sequencer from '@jest/test-sequencer'

/**
 * The files and folders whose tests take longest, the longest first. On a fresh clone, Jest knows no times and starts large files
 * first, so that one long file would run alone at the end.
 */
const longest = [
  'test/conformance/hosts.',
  'test/line/native-pipeline.',
  'test/pipeline/jobs/',
  'test/act/line.',
  'test/line/line.',
  'test/act/',
  'test/local/daemon.',
  'src/aws/s3/objects.',
  'test/signing/line.',
  'test/line/',
  'test/publishing/interruptions.',
  'test/hostile/repositories/',
  'test/hostile/python/',
  'test/publishing/',
  'test/dist/',
  'test/hostile/',
  'test/promotion/',
  'test/deployment/',
  'test/signing/',
  'test/local/',
  'src/system/',
  'src/stages/',
]

/** Starts the longest test files first, and the others as Jest does: by their last times, or by size. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super
      .sort([...tests])
      .map((test) => ({ test, rank: rankOf(test) }))
      .sort((one, other) => one.rank - other.rank)
      .map(({ test }) => test)
  }
}

function rankOf({ path, context }) {
  const name = path.slice(context.config.rootDir.length + 1).replaceAll('\\', '/')
  const rank = longest.findIndex((beginning) => name.startsWith(beginning))
  return rank === -1 ? longest.length : rank
}
