import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { folderState } from '../../../test/support/folder-state.ts'
import { type FileChange, type Interruption, interruptedFiles } from '../../../test/support/interrupted-files.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { FileTree } from '../../generator/resources.ts'
import { nodeFiles } from '../../system/node-files.ts'
import { readAssist, writeAssist } from './assist-files.ts'
import { indexOf, readState, swapIn, withTemporaryFolder, writeTree } from './write-application.ts'

const former = new Map([
  ['a.py', 'one'],
  ['gone/b.py', 'two'],
  ['same.py', 'three'],
])
const wanted = new Map([
  ['a.py', 'ONE'],
  ['new/c.py', 'four'],
  ['same.py', 'three'],
])

let folder: string
let app: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-application-'))
  app = join(folder, 'app')
  await bring(nodeFiles, former)
  cpSync(app, join(folder, 'kept', 'app'), { recursive: true })
  cpSync(join(folder, 'assist'), join(folder, 'kept', 'assist'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What `generate` does with files, for an application and the files that help to write a user interface. */
async function bring(files: Files, tree: FileTree): Promise<void> {
  await readState(files, app)
  const assist = await readAssist(files, join(folder, 'assist'), tree)
  await withTemporaryFolder(files, app, async (temporaryFolder) => {
    const staged = join(temporaryFolder, 'app')
    await writeTree(files, staged, tree, indexOf(tree))
    await swapIn(files, staged, app)
  })
  await writeAssist(files, assist)
}

async function interrupted(decide: (change: FileChange) => Interruption | undefined) {
  const files = interruptedFiles(nodeFiles, decide)
  const error = await bring(files, wanted).then(
    () => undefined,
    (caught: Error) => caught,
  )
  return { error, changes: files.changes }
}

/** The files of a folder by their paths in it. */
function stateOf(place: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(folderState(place)).map(([path, digest]) => [path.slice(place.length), digest]),
  )
}

/** Both folders as they were, and as they should be, and every change between. */
async function bothStates() {
  const read = () => ({ app: stateOf(app), assist: stateOf(join(folder, 'assist')) })
  const old = read()
  const { changes } = await interrupted(() => undefined)
  const next = read()
  restore()
  return { old, next, changes }
}

function restore(): void {
  for (const name of readdirSync(folder)) if (name !== 'kept') rmSync(join(folder, name), { recursive: true })
  cpSync(join(folder, 'kept'), folder, { recursive: true })
}

/** Which of the two trees lies there; while they are being exchanged, the old one under its other name. */
function whole(part: 'app' | 'assist', { old, next }: Awaited<ReturnType<typeof bothStates>>): string {
  const place = join(folder, part)
  const found = JSON.stringify(stateOf(existsSync(place) ? place : `${place}.old`))
  if (found === JSON.stringify(old[part])) return existsSync(place) ? 'old' : 'old, under its other name'
  return found === JSON.stringify(next[part]) ? 'new' : found
}

const isWhole = expect.stringMatching(/^(old|new|old, under its other name)$/)

test('a run that is killed at any change leaves the old or the new tree, and the next run finishes it', async () => {
  const states = await bothStates()
  expect(states.changes.length).toBeGreaterThan(15)
  for (const { index } of states.changes) {
    await interrupted((change) => (change.index === index ? { kind: 'killed', when: 'before' } : undefined))
    expect([index, whole('app', states), whole('assist', states)]).toEqual([index, isWhole, isWhole])
    await bring(nodeFiles, wanted)
    expect([index, whole('app', states), whole('assist', states)]).toEqual([index, 'new', 'new'])
    restore()
  }
})

test('a disk that takes nothing more from any change on leaves the old or the new tree in place, and nothing beside it', async () => {
  const states = await bothStates()
  const full = (path: string) => new StageError('disk-full', `${path} cannot be written: the disk is full`)
  for (const { index } of states.changes.filter(({ kind }) => kind !== 'remove')) {
    const { error } = await interrupted((change) =>
      change.index >= index && change.kind !== 'remove' ? { kind: 'refused', error: full(change.path) } : undefined,
    )
    expect(error).toMatchObject({ reason: 'disk-full', message: expect.stringContaining(folder) })
    expect([index, whole('app', states), whole('assist', states)]).toEqual([index, isWhole, isWhole])
    expect(readdirSync(folder).filter((name) => name.includes('.new.'))).toEqual([])
    restore()
  }
})

test('a rename that is refused a few times is tried again until the new application is in place', async () => {
  const states = await bothStates()
  let refusals = 0
  const { error } = await interrupted(({ kind, path }) => {
    if (kind !== 'rename' || path !== app || refusals === 5) return undefined
    refusals += 1
    return { kind: 'refused', error: Object.assign(new Error('EBUSY'), { code: 'EBUSY' }) }
  })
  expect([error, refusals, whole('app', states)]).toEqual([undefined, 5, 'new'])
})

test('where the new application cannot be put in place at all, the former one is there again', async () => {
  const states = await bothStates()
  let refusals = 0
  const { error } = await interrupted(({ kind, path }) => {
    if (kind !== 'rename' || path !== app) return undefined
    refusals += 1
    return refusals > 50 ? undefined : { kind: 'refused', error: new Error('EBUSY') }
  })
  expect([error?.message, whole('app', states)]).toEqual(['EBUSY', 'old'])
})
