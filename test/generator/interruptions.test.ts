import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Files } from '../../src/core/ports/files.ts'
import { StageError } from '../../src/core/stage-error.ts'
import { generate } from '../../src/stages/generate/stage.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { type CopiedModel, copyParking } from '../support/copied-parking.ts'
import { folderState } from '../support/folder-state.ts'
import { type FileChange, type Interruption, interruptedFiles } from '../support/interrupted-files.ts'
import { testContext } from '../support/test-context.ts'

/* A generation over a good application, with another model, that is interrupted at one of its changes of the file system. */
let folder: string
let model: CopiedModel
let points: readonly FileChange[]
let states: Readonly<Record<'old' | 'wanted', Readonly<Record<string, string>>>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-interruptions-'))
  model = copyParking(join(folder, 'model'))
  await run()
  cpSync(join(folder, 'out'), join(folder, 'old'), { recursive: true })
  rmSync(join(model.folder, 'projections'), { recursive: true })
  rmSync(join(model.folder, 'scenarios'), { recursive: true })
  const { changes } = await interrupted(() => undefined)
  points = pointsOf(changes)
  states = { old: folderState(join(folder, 'old')), wanted: folderState(join(folder, 'out')) }
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(restore)

function restore(): void {
  rmSync(join(folder, 'out'), { recursive: true })
  cpSync(join(folder, 'old'), join(folder, 'out'), { recursive: true })
}

function run(files: Files = nodeFiles) {
  const inputs = { model: model.folder, out: join(folder, 'out'), noTests: true, check: false, overwrite: false }
  return generate.run(inputs, testContext({ files }))
}

async function interrupted(decide: (change: FileChange) => Interruption | undefined) {
  const files = interruptedFiles(nodeFiles, decide)
  const ended = await run(files).catch((error: Error) => error)
  return { ended, changes: files.changes }
}

/** Every change but the writes into a folder that nobody reads yet, of which the first and the last stand for all. */
function pointsOf(changes: readonly FileChange[]): FileChange[] {
  const rooms = new Map<string, FileChange[]>()
  for (const change of changes.filter(({ kind }) => kind === 'write')) {
    const room = /\/(app|assist)\.new\./.exec(change.path)![1]!
    rooms.set(room, [...(rooms.get(room) ?? []), change])
  }
  const writes = [...rooms.values()].flatMap((all) => [all[0]!, all.at(-1)!])
  return [...changes.filter(({ kind }) => kind !== 'write'), ...writes]
}

/** The folder of one part as it lies there; while it is being exchanged, the old one under its other name. */
function stateOf(part: 'app' | 'assist'): Readonly<Record<string, string>> {
  const place = join(folder, 'out', part)
  const found = existsSync(place) ? place : `${place}.old`
  return Object.fromEntries(
    Object.entries(folderState(found)).map(([path, digest]) => [path.slice(found.length), digest]),
  )
}

const partOf = (state: 'old' | 'wanted', part: 'app' | 'assist') => {
  const place = join(folder, state === 'old' ? 'old' : 'out', part)
  return Object.fromEntries(
    Object.entries(states[state]).flatMap(([path, digest]) =>
      path.startsWith(`${place}/`) ? [[path.slice(place.length), digest]] : [],
    ),
  )
}

/** Each part is whole: what it was, or what it should be. */
function expectWhole(at: FileChange): void {
  for (const part of ['app', 'assist'] as const) {
    const found = stateOf(part)
    const expected = JSON.stringify(found) === JSON.stringify(partOf('old', part)) ? 'old' : 'wanted'
    expect({ at, part, found }).toEqual({ at, part, found: partOf(expected, part) })
  }
}

test('a generation that is killed at any change of the file system leaves the old or the new tree, and the next run finishes it', async () => {
  expect(points.length).toBeGreaterThan(12)
  for (const point of points) {
    await interrupted(({ index }) => (index === point.index ? { kind: 'killed', when: 'before' } : undefined))
    expectWhole(point)
    await run()
    for (const part of ['app', 'assist'] as const) expect(stateOf(part)).toEqual(partOf('wanted', part))
    restore()
  }
}, 120_000)

test('a file system that takes nothing more from any change on leaves the old or the new tree, and the failure names the path', async () => {
  for (const point of points) {
    const error = (path: string) => new StageError('disk-full', `${path} cannot be written: the disk is full`)
    const { ended } = await interrupted(({ index, path, kind }) =>
      index >= point.index && kind !== 'remove' ? { kind: 'refused', error: error(path) } : undefined,
    )
    expectWhole(point)
    if (ended instanceof Error)
      expect(ended).toMatchObject({ reason: 'disk-full', message: expect.stringContaining(folder) })
    const beside = readdirSync(join(folder, 'out')).filter((name) => name.includes('.new.'))
    expect(beside).toEqual([])
    restore()
  }
}, 120_000)
