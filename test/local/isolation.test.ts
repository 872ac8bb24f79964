import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { homedir, networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startEmulator } from '../../src/local/daemon/emulator.ts'
import { proxyEnvironment } from '../../src/local/daemon/emulator-environment.ts'
import { type EgressProxy, startEgressProxy } from '../../src/local/egress/proxy.ts'
import { type LocalClients, localClients, until } from '../support/local-clients.ts'
import { type TestMinistack, testPython } from '../support/ministack.ts'
import { processesBelow } from '../support/processes-below.ts'
import { zipOf } from '../support/zip.ts'

const account = '111111111111'
let home: string
let ministack: TestMinistack
let clients: LocalClients
let proxy: EgressProxy
let adapter: Server
let listener: Server
let abstract: Server
let inHome: string
let connections = 0

/** A server that says `outside` to whoever connects. */
async function serve(address: { port: number; host: string } | { path: string }): Promise<Server> {
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => {})
    socket.end('outside')
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve))
  return server
}

const portOf = (server: Server) => (server.address() as { port: number }).port

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'liftlock-isolation-'))
  inHome = await mkdtemp(join(homedir(), '.liftlock-isolation-'))
  await writeFile(join(inHome, 'secret'), 'mine')
  await writeFile(join(home, 'daemon.json'), '{"token":"mine"}')
  adapter = await serve({ port: 0, host: '127.0.0.1' })
  listener = await serve({ port: 0, host: '0.0.0.0' })
  abstract = await serve({ path: `\0liftlock-isolation-${process.pid}` })
  proxy = await startEgressProxy({ log: join(home, 'egress.jsonl'), authority: join(home, 'authority'), open: false })
  ministack = await startEmulator({
    python: await testPython(),
    folder: join(home, 'emulator-1'),
    region: 'eu-west-1',
    account,
    iam: false,
    corrected: true,
    token: 'token-of-the-daemon',
    environment: {
      LIFTLOCK_APPSYNC_URL: `http://127.0.0.1:${portOf(adapter)}`,
      ...proxyEnvironment(proxy.url, proxy.authorityFile),
    },
  })
  clients = localClients(ministack, account)
  await create('python', { 'index.py': attacker })
  await create('ownboto', { 'index.py': attacker, 'boto3/__init__.py': '__version__ = "its own"\n' })
  await create('node', { 'index.js': nodeAttacker }, 'nodejs22.x')
}, 60_000)

afterAll(async () => {
  await ministack?.stop()
  await proxy?.close()
  for (const server of [adapter, listener, abstract]) server?.close()
  for (const folder of [home, inHome]) await rm(folder, { recursive: true, force: true })
})

const attacker = `
def handler(event, context):
    scope = {"event": event}
    try:
        exec(event["code"], scope)
    except OSError as error:
        return type(error).__name__
    return scope.get("answer")
`

/** Runs the Python of the event as a process of its own, with what that process would find. */
const nodeAttacker = `
const { spawnSync } = require("node:child_process")
exports.handler = async ({ code, ...event }) => {
  const program = "import json, sys\\nscope = {'event': json.loads(sys.argv[2])}\\n" +
    "try:\\n    exec(sys.argv[1], scope)\\n    print(json.dumps(scope.get('answer')))\\n" +
    "except OSError as error:\\n    print(json.dumps(type(error).__name__))"
  const done = spawnSync("python3", ["-c", program, code, JSON.stringify(event)], { encoding: "utf8" })
  if (done.status !== 0) throw new Error(done.stderr)
  return JSON.parse(done.stdout)
}
`

async function create(
  FunctionName: string,
  files: Record<string, string>,
  runtime = 'python3.13',
  Variables: Record<string, string> = {},
): Promise<void> {
  await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Timeout: 30,
      Runtime: runtime as 'python3.13',
      Handler: 'index.handler',
      Environment: { Variables },
      Role: `arn:aws:iam::${account}:role/x`,
      Code: { ZipFile: await zipOf(files) },
    }),
  )
}

async function attack(name: string, code: string, event: object = {}): Promise<unknown> {
  const Payload = JSON.stringify({ ...event, code })
  const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: name, Payload }))
  const text = answer.Payload?.transformToString() ?? 'null'
  if (answer.FunctionError) throw new Error(text)
  return JSON.parse(text)
}

const read = 'answer = open(event["path"]).read()'
const connect = `
import socket
family = socket.AF_INET if isinstance(event["address"], list) else socket.AF_UNIX
with socket.socket(family) as client:
    client.settimeout(5)
    client.connect(tuple(event["address"]) if family == socket.AF_INET else event["address"].encode())
    answer = client.recv(100).decode()
`

test('the emulator says that functions are apart from files and network', () => {
  expect(ministack.isolation).toEqual({ network: null, files: null })
})

describe.each(['python', 'ownboto', 'node'])('a function (%s)', (name) => {
  test('reads no file of the user, of the daemon or of the system that holds a secret', async () => {
    const missing = 'FileNotFoundError'
    expect(await attack(name, read, { path: join(inHome, 'secret') })).toBe(missing)
    expect(await attack(name, read, { path: join(home, 'daemon.json') })).toBe(missing)
    expect(await attack(name, read, { path: join(home, 'authority', 'authority-key.pem') })).toBe(missing)
    expect(await attack(name, read, { path: '/etc/shadow' })).toBe(missing)
    expect(await attack(name, 'import os\nanswer = os.listdir(event["path"])', { path: '/var' })).toBe(missing)
    expect(await attack(name, 'import os\nanswer = os.listdir(event["path"])', { path: '/run' })).toBe(missing)
  })

  test('sees no other process, and no way into one', async () => {
    const numbers = 'import os\nanswer = [n for n in map(int, filter(str.isdigit, os.listdir("/proc"))) if n > 20]'
    expect(await attack(name, numbers)).toEqual([])
    const kill = 'import os\nos.kill(event["pid"], 0)\nanswer = "there"'
    expect(await attack(name, kill, { pid: process.pid })).toBe('ProcessLookupError')
    expect(await attack(name, kill, { pid: ministack.pid })).toBe('ProcessLookupError')
    const first = 'answer = open("/proc/1/environ").read()'
    expect(await attack(name, first)).toBe('PermissionError')
  })

  test('inherits standard input, output and error, and nothing else', async () => {
    const descriptors = `
import os
answer = []
for each in range(1024):
    try:
        os.fstat(each)
        answer.append(each)
    except OSError:
        pass
`
    expect(await attack(name, descriptors)).toEqual([0, 1, 2])
  })

  test('reaches no server outside, by no kind of socket', async () => {
    const port = portOf(listener)
    const addresses = Object.values(networkInterfaces())
      .flat()
      .filter((each) => each && !each.internal && each.family === 'IPv4')
    for (const host of ['127.0.0.1', ...addresses.map((each) => each!.address)]) {
      expect(await attack(name, connect, { address: [host, port] })).toMatch(/^(ConnectionRefusedError|OSError)$/)
    }
    expect(await attack(name, connect, { address: `\0liftlock-isolation-${process.pid}` })).toBe(
      'ConnectionRefusedError',
    )
    const families = `
import socket
answer = []
for family in range(48):
    try:
        socket.socket(family, socket.SOCK_STREAM).close()
        answer.append(family)
    except OSError:
        pass
`
    expect(await attack(name, families)).toEqual([1, 2, 10])
  })

  test('reaches the adapter at the same address as outside', async () => {
    expect(await attack(name, connect, { address: ['127.0.0.1', portOf(adapter)] })).toBe('outside')
  })

  test('takes over no port of the gateway, the adapter and the proxy', async () => {
    const ports = [ministack.endpoint, proxy.url].map((url) => Number(new URL(url).port))
    const listen = `
import socket
answer = []
for port in event["ports"]:
    for host in ("127.0.0.1", "0.0.0.0", "::", "::ffff:127.0.0.1", "localhost"):
        for option in (socket.SO_KEEPALIVE, socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as server:
                server.setsockopt(socket.SOL_SOCKET, option, 1)
                try:
                    server.bind((host, port))
                    server.listen()
                    answer.append([host, port, option])
                except OSError:
                    pass
answer.append(sorted({each[4][0] for each in socket.getaddrinfo("localhost", 1)}))
`
    expect(await attack(name, listen, { ports: [...ports, portOf(adapter)] })).toEqual([['127.0.0.1']])
  })

  test('is what the kernel ends first when memory runs out, and cannot change that', async () => {
    const score = 'answer = open("/proc/self/oom_score_adj").read().strip()'
    const change = 'open("/proc/self/oom_score_adj", "w").write("-1000")'

    expect([await attack(name, score), await attack(name, change)]).toEqual(['1000', 'OSError'])
  })

  test('has a /tmp of its own, and writes nowhere else', async () => {
    const write = `
import os, tempfile
with tempfile.NamedTemporaryFile("w", delete=False) as file:
    file.write("kept")
answer = [os.path.dirname(file.name), open(file.name).read()]
`
    expect(await attack(name, write)).toEqual(['/tmp', 'kept'])
    const elsewhere = 'open(event["path"], "w").write("x")'
    for (const path of ['/usr/x', '/x', '/proc/sys/kernel/core_pattern', 'index.py']) {
      expect(await attack(name, elsewhere, { path })).toMatch(/^(OSError|PermissionError|FileNotFoundError)$/)
    }
  })

  test('gains nothing: no capabilities, no namespaces, no tracing, no keys', async () => {
    const status = `
answer = {}
for line in open("/proc/self/status"):
    name, _, value = line.partition(":")
    if name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp"):
        answer[name] = value.strip().lstrip("0")
`
    const nothing = { CapInh: '', CapPrm: '', CapEff: '', CapBnd: '', CapAmb: '' }
    expect(await attack(name, status)).toEqual({ ...nothing, NoNewPrivs: '1', Seccomp: '2' })
    const calls = `
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
answer = []
for call in (lambda: libc.unshare(0x10000000), lambda: libc.ptrace(16, 1, 0, 0), lambda: libc.syscall(250 if event["x86"] else 219, 0, -4, 1),
             lambda: libc.syscall(425, 8, ctypes.create_string_buffer(120)), lambda: libc.mount(b"x", b"/tmp", b"tmpfs", 0, None)):
    answer.append(call())
`
    expect(await attack(name, calls, { x86: process.arch === 'x64' })).toEqual([-1, -1, -1, -1, -1])
  })

  test('signals nothing outside through its process group', async () => {
    const group = 'import os, signal\nos.killpg(0, signal.SIGCONT)\nanswer = [os.getpgrp() > 0, os.getppid()]'
    expect(await attack(name, group)).toEqual([true, expect.any(Number)])
    expect((await fetch(`${ministack.endpoint}/_ministack/health`)).status).toBe(200)
  })

  test('has no variable of the daemon, and its certificate by another name', async () => {
    const variables = 'import os\nanswer = dict(os.environ)'
    const environment = (await attack(name, variables)) as Record<string, string>
    const text = JSON.stringify(environment)
    expect(text).not.toContain('token-of-the-daemon')
    expect(text).not.toContain('LIFTLOCK')
    expect(Object.keys(environment).filter((each) => each.startsWith('MINISTACK_ACCOUNT'))).toEqual([])
    expect(Object.keys(environment)).not.toContain('GATEWAY_PORT')
    expect(environment).toMatchObject({ TMPDIR: '/tmp', HOME: '/tmp', SSL_CERT_FILE: '/etc/liftlock/authority.pem' })
    const started = 'answer = open("/proc/self/environ").read()'
    expect(await attack(name, started)).not.toContain('token-of-the-daemon')
  })
})

test('a function works with the services through the gateway', async () => {
  const work = `
import boto3
boto3.client("s3").create_bucket(Bucket="from-inside", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
boto3.client("dynamodb").create_table(TableName="from-inside", BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])
answer = [[each["Name"] for each in boto3.client("s3").list_buckets()["Buckets"]], boto3.client("dynamodb").list_tables()["TableNames"]]
`
  expect(await attack('python', work)).toEqual([['from-inside'], ['from-inside']])
})

test('what a function sends to other hosts is refused by the proxy, and recorded', async () => {
  const send = `
import urllib.error, urllib.request
try:
    urllib.request.urlopen("https://billing.example/charge", b"{}", timeout=10)
except urllib.error.HTTPError as error:
    answer = error.code
`
  expect(await attack('python', send)).toBe(403)
  expect(await readFile(join(home, 'egress.jsonl'), 'utf8')).toContain('https://billing.example/charge')
})

test('two functions do not see each other: files, processes, shared memory', async () => {
  const leave = `
import os, subprocess, time
open("/tmp/left", "w").write("x")
open("/dev/shm/left", "w").write("x")
answer = os.getcwd()
`
  const folder = (await attack('python', leave)) as string
  const look = `
import os
answer = [os.path.exists(each) for each in ("/tmp/left", "/dev/shm/left", event["folder"])]
`
  expect(await attack('ownboto', look, { folder })).toEqual([false, false, false])
})

/** Asks for its events as AWS's documentation says, with what the interpreter has. */
const bootstrap = `#!/usr/bin/env python3
import json, os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(api + "next") as answer:
        event, number = json.load(answer), answer.headers["Lambda-Runtime-Aws-Request-Id"]
    try:
        result = open(event["path"]).read()
    except OSError as error:
        result = type(error).__name__
    urllib.request.urlopen(api + number + "/response", json.dumps([result, event["number"]]).encode())
`

test('a custom runtime gets its events, and is apart from the user too', async () => {
  await create('custom', { bootstrap }, 'provided.al2023')

  for (const number of [1, 2]) {
    const Payload = JSON.stringify({ path: join(inHome, 'secret'), number })
    const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: 'custom', Payload }))
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual(['FileNotFoundError', number])
  }
})

test('no variable of a function opens a way out, or runs before it is confined', async () => {
  const port = portOf(listener)
  const Variables = {
    AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
    HTTP_PROXY: `http://127.0.0.1:${port}`,
    PYTHONPATH: '.',
    PYTHONHOME: '.',
    LD_LIBRARY_PATH: '.',
    LD_PRELOAD: './libc.so.6',
  }
  await create('variables', { 'index.js': nodeAttacker, 'libc.so.6': 'not a library' }, 'nodejs22.x', Variables)
  const code = 'import socket\nsocket.create_connection(("127.0.0.1", event["port"]), 5)'

  const answer = await attack('variables', code, { port }).catch((error: Error) => error.message)

  // The broken library and the foreign PYTHONHOME stop the function itself, or what it starts, and nothing before it.
  expect(answer).not.toContain('outside')
  const log = await readFile(join(ministack.folder, 'ministack.log'), 'utf8')
  expect(log.match(/.*libc\.so\.6.*/g)).toEqual([
    expect.stringMatching(/^ERROR: ld.so: object/),
    expect.stringMatching(/^\/bin\/sh: error while loading/),
  ])
  await create('port', { 'index.js': nodeAttacker }, 'nodejs22.x', { AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` })
  expect(await attack('port', connect, { address: ['127.0.0.1', port] })).toBe('ConnectionRefusedError')
})

const runGlue = `
import boto3, time
glue, s3 = boto3.client("glue"), boto3.client("s3")
s3.create_bucket(Bucket="scripts", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
s3.put_object(Bucket="scripts", Key="job.py", Body=b"print(1)")
answer = []
for name, place in (("own", "s3://scripts/job.py"), ("foreign", event["path"])):
    glue.create_job(Name=name, Role="x", Command={"Name": "pythonshell", "ScriptLocation": place})
    run = glue.start_job_run(JobName=name)["JobRunId"]
    state = "RUNNING"
    for attempt in range(200):
        state = glue.get_job_run(JobName=name, RunId=run)["JobRun"]["JobRunState"]
        if state not in ("STARTING", "RUNNING"):
            break
        time.sleep(0.05)
    answer.append(state)
`

test('a job that runs a file of the user through another service does not find it', async () => {
  const path = join(inHome, 'job.py')
  await writeFile(path, `open(${JSON.stringify(join(inHome, 'ran'))}, "w").write("x")\n`)

  const answer = await attack('python', runGlue, { path })

  expect(answer).toEqual(['SUCCEEDED', 'FAILED'])
  expect(await readdir(inHome)).not.toContain('ran')
})

const runResolver = `
import boto3, json
code = """
export function request(context) {
  const process = Object.getPrototypeOf(context).constructor.constructor("return this.process")() ||
    console.log.constructor("return process")()
  try { return { file: process.getBuiltinModule("fs").readFileSync(context.arguments.path, "utf8") } }
  catch (error) { return { file: error.code } }
}
export function response(context) { return context.result }
"""
context = json.dumps({"arguments": {"path": event["path"]}, "source": {}, "request": {}, "prev": {}})
evaluated = boto3.client("appsync").evaluate_code(runtime={"name": "APPSYNC_JS", "runtimeVersion": "1.0.0"}, code=code,
    context=context, function="request")
answer = json.loads(evaluated["evaluationResult"]) if evaluated.get("evaluationResult") else evaluated.get("error")
`

/** Each way asks MiniStack for a request of its own; what it answers is what the application would learn. */
const throughTheEmulator = `
import boto3, json, os, urllib.error, urllib.request
rest, http, sns = boto3.client("apigateway"), boto3.client("apigatewayv2"), boto3.client("sns")
def get(path):
    try:
        with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + path, timeout=20) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()
answer = []
for uri in event["uris"]:
    api = http.create_api(Name="way", ProtocolType="HTTP")["ApiId"]
    made = http.create_integration(ApiId=api, IntegrationType="HTTP_PROXY", IntegrationMethod="GET", IntegrationUri=uri, PayloadFormatVersion="1.0")
    http.create_route(ApiId=api, RouteKey="$default", Target="integrations/" + made["IntegrationId"])
    http.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    answer.append(get("/_aws/execute-api/" + api + "/$default/"))
    api = rest.create_rest_api(name="way")["id"]
    root = rest.get_resources(restApiId=api)["items"][0]["id"]
    rest.put_method(restApiId=api, resourceId=root, httpMethod="GET", authorizationType="NONE")
    rest.put_integration(restApiId=api, resourceId=root, httpMethod="GET", type="HTTP_PROXY", integrationHttpMethod="GET", uri=uri)
    rest.create_deployment(restApiId=api, stageName="x")
    answer.append(get("/_aws/execute-api/" + api + "/x/"))
topic = sns.create_topic(Name="way")["TopicArn"]
sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=event["uris"][0])
sns.publish(TopicArn=topic, Message="x")
`

test('a request that the emulator makes for a function reaches no other server and no file', async () => {
  const before = connections
  const uris = [`http://127.0.0.1:${portOf(listener)}/`, `file://${join(inHome, 'secret')}`]

  const answers = (await attack('python', throughTheEmulator, { uris })) as string[]

  expect(answers).toHaveLength(4)
  for (const answer of answers) {
    expect(answer).not.toContain('mine')
    expect(answer).not.toContain('outside')
  }
  expect(connections).toBe(before)
})

test('a resolver that gets out of its evaluation is apart from the user too', async () => {
  expect(await attack('python', runResolver, { path: '/etc/hosts' })).toEqual({
    file: expect.stringContaining('localhost'),
  })
  expect(await attack('python', runResolver, { path: join(inHome, 'secret') })).toEqual({ file: 'ENOENT' })
})

test('what a function leaves running ends with it, and with the emulator', async () => {
  const leave = 'import subprocess\nsubprocess.Popen(["sleep", "600"], start_new_session=True)\nanswer = "left"'
  expect(await attack('python', leave)).toBe('left')
  await ministack.stop()
  await until(async () => (await processesBelow(home)).length === 0)
  expect(await processesBelow(home)).toEqual([])
})
