// Adds up the counts of Jest, pytest and the checks in a log, and prints one line.
import { readFileSync } from 'node:fs'

const text = readFileSync(process.argv[2], 'utf8')
const jest = text.match(/^Tests: .*$/gm)?.join('\n') ?? ''
const pytest = text.match(/^(?:=+ )?\d+ (?:passed|failed|skipped)[^\n]* in [\d.:]+.*$/gm)?.join('\n') ?? ''
const checks = text.match(/^\d+ passed, \d+ failed$/gm)?.join('\n') ?? ''
const all = [jest, pytest, checks].join('\n')
const count = (word) =>
  [...all.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].reduce((total, [, number]) => total + Number(number), 0)
const failedSuites = Number(text.match(/^Test Suites: (\d+) failed/m)?.[1] ?? 0)
const failed = Math.max(count('failed'), failedSuites) + (/\berrors? in [\d.]+s/.test(text) ? 1 : 0)
console.log(`${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`)
