import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openSite, plant, runPlain, type Site } from './plant.ts'
import { cases } from './recipes.ts'

let site: Site
beforeEach(() => {
  site = openSite()
})
afterEach(() => site.close())

test.each(cases)(
  '$what runs with plain git ($placement), so that the tests beside this one can fail',
  ({ recipe, placement }) => {
    const folder = join(site.folder, 'model')
    mkdirSync(folder)
    plant(site, recipe, folder, placement)
    expect(site.ran()).toBe(false)
    runPlain(folder, recipe)
    expect(site.ran()).toBe(true)
  },
)
