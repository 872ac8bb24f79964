import { repository } from './workflow.ts'

/*
 * Copies of our files for tools that do not support the newest syntax. Only two things change: references within the
 * repository are spelled differently, and the lines `queue: max` and `deployment: false` are dropped.
 */

/** For the local runner: `$/` becomes the repository's name at a ref, which it maps to a folder. */
export function forRunner(text: string, ref: string): string {
  return withoutNewLines(text).replace(/(\buses: *)\$\/(\S+)/g, (_, uses: string, path: string) => {
    return `${uses}${repository}/${path}@${ref}`
  })
}

/**
 * For actionlint, in one tree: every reference to this repository becomes a path, so that inputs and outputs are
 * checked.
 */
export function forActionlint(text: string): string {
  return withoutNewLines(text)
    .replace(/(\buses: *)\$\//g, '$1./')
    .replace(new RegExp(`(\\buses: *)${repository}/(\\S+?)@\\S+`, 'g'), '$1./$2')
}

function withoutNewLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^ *(queue: max|deployment: false)\b/.test(line))
    .join('\n')
}
