import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'

/** A version of the smallest application that has a gate. */
export interface Greeting {
  readonly version: string
  /** Answers something else than the gate asks for. */
  readonly broken?: boolean
  /** Seconds that a resource of the stack takes at least. */
  readonly slow?: number
}

/** The files of the application: a function behind an API, whose stack tells its version. */
export function greetingFiles({ version, broken = false, slow }: Greeting): Readonly<Record<string, string>> {
  const gate = JSON.parse(readFileSync(join(packageRoot(), 'examples', 'sam-node', 'gate.json'), 'utf8'))
  const [scenario] = gate.scenarios
  const scenarios = [{ ...scenario, activities: scenario.activities.slice(0, 1) }]
  const message = broken ? 'goodbye' : 'hello world'
  const body = JSON.stringify({ message, version })
  return {
    'template.json': JSON.stringify(template(version, slow)),
    'gate.json': JSON.stringify({ ...gate, application: 'greeting', scenarios }),
    'hello/app.mjs': `export const handler = async () => ({ statusCode: 200, body: ${JSON.stringify(body)} })\n`,
    'slow/app.py': slowFunction,
  }
}

function template(version: string, slow: number | undefined) {
  const serverless = (CodeUri: string, Runtime: string, more: object) => ({
    Type: 'AWS::Serverless::Function',
    Properties: { CodeUri, Handler: 'app.handler', Runtime, Timeout: 60, ...more },
  })
  const get = { Type: 'HttpApi', Properties: { Path: '/hello', Method: 'get' } }
  const waits = {
    Type: 'AWS::CloudFormation::CustomResource',
    Properties: { ServiceToken: { 'Fn::GetAtt': ['Slow', 'Arn'] }, Seconds: slow, Version: version },
  }
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Metadata: { Liftlock: { Gate: 'gate.json' } },
    Resources: {
      Hello: serverless('hello/', 'nodejs22.x', { Events: { Get: get } }),
      Slow: serverless('slow/', 'python3.12', {}),
      ...(slow !== undefined && { Waits: waits }),
    },
    Outputs: {
      Version: { Value: version },
      HelloApi: { Value: { 'Fn::Sub': 'https://${ServerlessHttpApi}.execute-api.${AWS::Region}.amazonaws.com/' } },
    },
  }
}

/** A custom resource that answers after some seconds (CloudFormation User Guide, "Custom resource response objects"). */
const slowFunction = `import json, time, urllib.request

def handler(event, context):
    time.sleep(float(event["ResourceProperties"]["Seconds"]))
    names = ("StackId", "RequestId", "LogicalResourceId")
    answer = {**{name: event[name] for name in names}, "Status": "SUCCESS", "PhysicalResourceId": "waits"}
    body = json.dumps(answer).encode()
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], body, {"content-type": ""}, method="PUT"))
`
