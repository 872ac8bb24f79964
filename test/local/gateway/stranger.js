// Runs in a page: what the page of another site can try on an emulator.

const made = {
  FunctionName: 'intruder',
  Runtime: 'python3.13',
  Handler: 'i.h',
  Role: 'arn:aws:iam::111111111111:role/x',
  Code: { ZipFile: 'UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' },
}
const json = { 'content-type': 'application/json' }
const tables = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.ListTables' }
const create = (name) => `?Action=CreateQueue&QueueName=${name}`

globalThis.stranger = {
  /** What it can read: the status of each answer, or that the browser kept it away. */
  async read(endpoint) {
    const requests = [
      ['/_ministack/health', {}],
      ['/_ministack/ses/messages', {}],
      ['/desk/key', {}],
      ['/', { method: 'POST', headers: tables, body: '{}' }],
      ['/2015-03-31/functions', { method: 'POST', headers: json, body: JSON.stringify(made) }],
      ['/2015-03-31/functions/desk/invocations', { method: 'POST', headers: json, body: '{}' }],
    ]
    const statusOf = async ([path, init]) => {
      const answer = await fetch(endpoint + path, init).catch(() => undefined)
      return answer === undefined ? 'kept away' : String(answer.status)
    }
    return Promise.all(requests.map(statusOf))
  },

  /** Sends what a page may send without being asked: images, scripts, forms, beacons and opaque requests. */
  async send(endpoint) {
    const ended = (element) =>
      new Promise((resolve) => {
        element.onload = element.onerror = () => resolve()
        document.body.append(element)
      })
    const form = document.createElement('form')
    Object.assign(form, { method: 'POST', action: `${endpoint}/_ministack/reset`, target: 'frame' })
    const frame = Object.assign(document.createElement('iframe'), { name: 'frame' })
    document.body.append(form, frame)
    const shown = new Promise((resolve) => {
      frame.onload = () => resolve()
    })
    form.submit()
    await Promise.all([
      shown,
      ended(Object.assign(new Image(), { src: `${endpoint}/${create('image')}` })),
      ended(Object.assign(document.createElement('script'), { src: `${endpoint}/${create('script')}` })),
      fetch(`${endpoint}/_ministack/reset`, { method: 'POST', mode: 'no-cors' }).catch(() => undefined),
    ])
    navigator.sendBeacon(`${endpoint}/_ministack/reset`)
  },

  /** Whether a WebSocket opens. */
  connect(address) {
    return new Promise((resolve) => {
      const socket = new WebSocket(address)
      socket.onopen = () => resolve('open')
      socket.onclose = () => resolve('closed')
    })
  },

  /** Reads from a frame in a sandbox, whose origin is `null`. */
  readInSandbox(address) {
    const script = `fetch('${address}').then(
      (answer) => parent.postMessage('read ' + answer.status, '*'), () => parent.postMessage('kept away', '*'))`
    return new Promise((resolve) => {
      addEventListener('message', ({ data }) => resolve(data))
      const frame = document.createElement('iframe')
      frame.setAttribute('sandbox', 'allow-scripts')
      frame.srcdoc = `<script>${script}</script>`
      document.body.append(frame)
    })
  },

  /** Signs a user in as SDKs do in a page; the names of what comes back. */
  async signIn(endpoint, ClientId, PASSWORD) {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      'amz-sdk-request': 'attempt=1; max=3',
      'x-amz-user-agent': 'aws-sdk-js/3',
    }
    const AuthParameters = { USERNAME: 'ada', PASSWORD }
    const body = JSON.stringify({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters })
    const answer = await fetch(endpoint, { method: 'POST', headers, body })
    return Object.keys((await answer.json()).AuthenticationResult)
  },

  text: (address) => fetch(address).then((answer) => answer.text()),
}
