// Made by "npm run sync" from the stage definition; edit that instead.
import { description } from '../../src/stages/build/description.ts'
import { runAction } from '../run-action.ts'

await runAction('build', description)
