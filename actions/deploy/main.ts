// Made by "npm run sync" from the stage definition; edit that instead.
import { description } from '../../src/stages/deploy/description.ts'
import { runAction } from '../run-action.ts'

await runAction('deploy', description)
