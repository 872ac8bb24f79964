import type { Notifier } from '../../model/types/notifier.ts'
import { moduleName } from '../code/module-name.ts'
import { functionBlock } from '../code/python-code.ts'
import { call, keyword, layout, list } from '../code/python-layout.ts'
import { pythonLiteral } from '../code/python-literal.ts'
import type { PythonFiles } from '../python-files.ts'
import { stepNode } from './activity-node.ts'
import { Imports } from './references.ts'
import { triggerNode } from './trigger-node.ts'

/** One notifier: its trigger, and its activities in order. */
export function renderNotifier(notifier: Notifier, files: PythonFiles): void {
  const imports = new Imports()
  const code: string[] = []
  imports.name('draftsman.notifiers', 'Notifier')
  const definition = call(
    'Notifier',
    keyword('name', pythonLiteral(notifier.name)),
    keyword('triggers', list(notifier.triggers.map((trigger) => triggerNode(trigger, imports)))),
    keyword('steps', list(notifier.activities.map((activity) => stepNode(activity, imports, code)))),
  )
  const text = layout(definition, 0, 'notifier = '.length)
  const application = text.includes('APPLICATION / ') ? 'APPLICATION = Path(__file__).resolve().parents[1]\n\n' : ''
  files.render(`notifiers/${moduleName(notifier.name)}.py`, 'notifier.py', notifier.place.file, {
    name: notifier.name,
    imports: imports.toString(),
    functions: application.slice(0, code.length > 0 ? -1 : undefined) + functionBlock(code),
    definition: text,
  })
}
