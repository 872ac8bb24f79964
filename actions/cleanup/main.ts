// Made by "npm run sync" from the stage definition; edit that instead.
import { description } from '../../src/stages/cleanup/description.ts'
import { runAction } from '../run-action.ts'

await runAction('cleanup', description)
