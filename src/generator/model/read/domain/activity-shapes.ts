import type { ActivityType } from '../../types/notifier.ts'

/** The attributes of an activity (model format 10.3). */
export interface ActivityShape {
  /** Literal or Python, required. */
  readonly texts?: readonly string[]
  /** Literal or Python, empty by default. */
  readonly optionalTexts?: readonly string[]
  /** Literal settings, required. */
  readonly settings?: readonly string[]
  readonly optionalSettings?: readonly string[]
  /** `name` if the attribute gives the flow variable to write, or else the variable's fixed name. */
  readonly output?: 'name' | 'token'
  /** Attribute with the template, instead of which `template-file` may be given. */
  readonly inline?: 'query' | 'body'
  /** Whether one of the two is required; a request may have no body. */
  readonly template?: 'required' | 'optional'
}

export const activityShapes: Readonly<Record<ActivityType, ActivityShape>> = {
  'create-iam-group': { texts: ['group-name'] },
  'delete-iam-group': { texts: ['group-name'] },
  'add-user-to-iam-group': { texts: ['group-name', 'username'] },
  'remove-user-from-iam-group': { texts: ['group-name', 'username'] },
  'retrieve-email-from-iam': { texts: ['username'], output: 'name' },
  'iam-create-systemuser': {},
  'iam-create-user': { texts: ['username', 'password', 'email'] },
  'iam-delete-user': { texts: ['username'] },
  'get-token': { texts: ['username', 'password'], output: 'token' },
  'get-systemuser-token': { output: 'token' },
  'set-variable': { output: 'name' },
  'fetch-property': { texts: ['key'], output: 'name' },
  'render-template': { output: 'name', template: 'required' },
  'send-email': { texts: ['receiver'], optionalTexts: ['subject', 'text', 'html'], settings: ['sender'] },
  'send-graphql-notification': { texts: ['notification-type', 'message'] },
  'write-file': { texts: ['file-name'], optionalTexts: ['path', 'content'], optionalSettings: ['bucket'] },
  'call-internal-api': { output: 'name', inline: 'query', template: 'required' },
  HTTP: {
    texts: ['url'],
    optionalTexts: ['params', 'headers'],
    settings: ['method'],
    optionalSettings: ['load-json'],
    output: 'name',
    inline: 'body',
    template: 'optional',
  },
  code: {},
  'invalidate-cdn': { texts: ['uri'] },
  loop: { texts: ['array'] },
}

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const
