import type { Source } from '../../model/types/element.ts'
import type { Activity, ActivityType } from '../../model/types/notifier.ts'
import type { Text } from '../../model/types/trigger.ts'
import { codeFunction, lambda } from '../code/python-code.ts'
import { call, keyword, list, type PythonNode } from '../code/python-layout.ts'
import { pythonLiteral } from '../code/python-literal.ts'
import type { Imports } from './references.ts'

/** The function of the runtime for an activity, and its parameter for each attribute of the model. */
interface ActivityFunction {
  readonly module: string
  readonly name: string
  readonly texts?: Readonly<Record<string, string>>
  readonly settings?: Readonly<Record<string, string>>
  /** Parameter for the inline template or the template file. */
  readonly template?: string
}

const group = { 'group-name': 'group' }
const user = { username: 'username' }

const functions: Readonly<Record<Exclude<ActivityType, 'set-variable' | 'code' | 'loop'>, ActivityFunction>> = {
  'create-iam-group': { module: 'users', name: 'create_group', texts: group },
  'delete-iam-group': { module: 'users', name: 'delete_group', texts: group },
  'add-user-to-iam-group': { module: 'users', name: 'add_user_to_group', texts: { ...group, ...user } },
  'remove-user-from-iam-group': { module: 'users', name: 'remove_user_from_group', texts: { ...group, ...user } },
  'retrieve-email-from-iam': { module: 'users', name: 'retrieve_email', texts: user },
  'iam-create-systemuser': { module: 'users', name: 'create_system_user' },
  'iam-create-user': {
    module: 'users',
    name: 'create_user',
    texts: { ...user, password: 'password', email: 'email' },
  },
  'iam-delete-user': { module: 'users', name: 'delete_user', texts: user },
  'get-token': { module: 'tokens', name: 'get_token', texts: { ...user, password: 'password' } },
  'get-systemuser-token': { module: 'tokens', name: 'get_system_user_token' },
  'fetch-property': { module: 'properties', name: 'fetch_property', texts: { key: 'key' } },
  'render-template': { module: 'text', name: 'render_template', template: 'template' },
  'send-email': {
    module: 'mail',
    name: 'send_email',
    settings: { sender: 'sender' },
    texts: { receiver: 'receiver', subject: 'subject', text: 'text', html: 'html' },
  },
  'send-graphql-notification': {
    module: 'notifications',
    name: 'send_notification',
    texts: { identifier: 'identifier', 'notification-type': 'type', message: 'message' },
  },
  'write-file': {
    module: 'files',
    name: 'write_file',
    settings: { bucket: 'bucket' },
    texts: { path: 'path', 'file-name': 'file_name', content: 'content' },
  },
  'call-internal-api': { module: 'api', name: 'call_api', template: 'query' },
  HTTP: {
    module: 'http',
    name: 'http',
    settings: { method: 'method' },
    texts: { url: 'url', params: 'params', headers: 'headers' },
    template: 'body',
  },
  'invalidate-cdn': { module: 'cdn', name: 'invalidate_cdn', texts: { uri: 'uri' } },
}

const scope = ['flow', 'item'] as const

/** `step(…)`: one activity with its condition, its output, and how to handle its failure. */
export function stepNode(activity: Activity, imports: Imports, code: string[]): PythonNode {
  imports.name('draftsman.notifiers', 'step')
  const output = activity.type === 'get-token' || activity.type === 'get-systemuser-token' ? 'token' : activity.output
  const title = output === undefined ? activity.type : `${activity.type} ${output}`
  return call(
    'step',
    pythonLiteral(title),
    activityCall(activity, imports, code),
    ...(output === undefined ? [] : [keyword('output', pythonLiteral(output))]),
    ...(activity.condition === undefined ? [] : [keyword('when', expression(activity.condition, imports))]),
    ...(activity.failSilent ? [keyword('fail_silent', 'True')] : []),
  )
}

function activityCall(activity: Activity, imports: Imports, code: string[]): PythonNode {
  if (activity.type === 'set-variable') {
    const value =
      activity.expression === undefined ? 'lambda flow, item: None' : expression(activity.expression, imports)
    return call(imports.name('draftsman.activities.code', 'set_variable'), value)
  }
  if (activity.type === 'code') {
    return call(imports.name('draftsman.activities.code', 'run_code'), codeReference(activity, imports, code))
  }
  if (activity.type === 'loop') {
    const steps = activity.activities.map((each) => stepNode(each, imports, code))
    return call(imports.name('draftsman.notifiers', 'loop'), textNode(activity.texts.array, imports), list(steps))
  }
  const definition = functions[activity.type]
  return call(
    imports.name(`draftsman.activities.${definition.module}`, definition.name),
    ...parameters(definition, activity, imports),
  )
}

function parameters(definition: ActivityFunction, activity: Activity, imports: Imports): PythonNode[] {
  const settings = Object.entries(definition.settings ?? {})
    .filter(([attribute]) => activity.settings[attribute] !== undefined)
    .map(([attribute, name]) => keyword(name, pythonLiteral(activity.settings[attribute]!)))
  const texts = Object.entries(definition.texts ?? {})
    .filter(([attribute]) => activity.texts[attribute] !== undefined)
    .map(([attribute, name]) => keyword(name, textNode(activity.texts[attribute], imports)))
  const loads = activity.type === 'HTTP' && activity.settings['load-json']?.toLowerCase() === 'true'
  return [
    ...settings,
    ...texts,
    ...templateParameter(definition, activity, imports),
    ...(loads ? [keyword('load_json', 'True')] : []),
  ]
}

/** An inline text takes precedence over a file (decision D-38). */
function templateParameter(definition: ActivityFunction, activity: Activity, imports: Imports): PythonNode[] {
  if (definition.template === undefined) return []
  if (activity.template !== undefined && activity.template.text !== '') {
    return [keyword(definition.template, longText(activity.template.text))]
  }
  const file = activity.settings['template-file']
  if (file === undefined || file === '') return []
  imports.name('pathlib', 'Path')
  return [keyword(definition.template, `APPLICATION / ${pythonLiteral(file)}`)]
}

/** Text over several lines in triple quotes, if no character of it has to be escaped. */
function longText(text: string): string {
  const readable = text.includes('\n') && /^[\n\x20-\x7e]*$/.test(text) && !/\\|"""|"$/.test(text)
  return readable ? `"""${text}"""` : pythonLiteral(text)
}

function codeReference(activity: Activity, imports: Imports, functionsOfModule: string[]): string {
  const { code } = activity
  if (code === undefined) return 'lambda flow: None'
  if (code.kind === 'function') {
    return imports.library(code.module, code.handler)
  }
  const name = `run_code_${functionsOfModule.length + 1}`
  functionsOfModule.push(codeFunction(name, ['flow', 'item=None'], imports.forSource(code.source)))
  return name
}

function textNode(text: Text | undefined, imports: Imports): PythonNode {
  if (text === undefined) return '""'
  return text.kind === 'literal' ? pythonLiteral(text.text) : expression(text.source, imports)
}

function expression(source: Source, imports: Imports): PythonNode {
  return lambda(scope, imports.forSource(source))
}
