import { expect, test } from '@jest/globals'
import { type EndpointHosts, endpointRefusal } from './endpoint.ts'

const region = 'eu-west-1'
const hosts: EndpointHosts = {
  local: false,
  region,
  resources: [
    { type: 'AWS::ApiGateway::RestApi', physicalId: 'a1b2c3d4e5' },
    { type: 'AWS::ApiGatewayV2::Api', physicalId: 'b2c3d4e5f6' },
    { type: 'Custom::Anything', physicalId: 'cccccccccc' },
    { type: 'AWS::AppSync::GraphQLApi', physicalId: `arn:aws:appsync:${region}:111111111111:apis/abcdefghij` },
    { type: 'AWS::Lambda::Url', physicalId: `arn:aws:lambda:${region}:111111111111:function:shop` },
  ],
  domains: new Set(['api.shop.example', 'shop.example:8443']),
}
const appSync = `https://${'a'.repeat(26)}.appsync-api.${region}.amazonaws.com/graphql`

test.each([
  appSync,
  `https://a1b2c3d4e5.execute-api.${region}.amazonaws.com/prod`,
  `https://b2c3d4e5f6.execute-api.${region}.amazonaws.com/`,
  `https://a1b2c3d4e5-vpce-0123abcd.execute-api.${region}.amazonaws.com/prod`,
  `https://${'f'.repeat(32)}.lambda-url.${region}.on.aws/`,
  'https://api.shop.example/graphql',
  'https://API.shop.example/graphql',
  'https://shop.example:8443/v1',
])('%s is of the stack', (endpoint) => {
  expect(endpointRefusal(endpoint, hosts)).toBeUndefined()
})

test.each([
  ['https://evil.example/', 'does not belong to the stack'],
  ['https://api.shop.example.evil.example/', 'does not belong to the stack'],
  ['https://zzzzzzzzzz.execute-api.eu-west-1.amazonaws.com/prod', 'does not belong to the stack'],
  ['https://cccccccccc.execute-api.eu-west-1.amazonaws.com/prod', 'does not belong to the stack'],
  ['https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod', 'does not belong to the stack'],
  ['https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com.evil.example/', 'does not belong to the stack'],
  ['https://evil.example/.execute-api.eu-west-1.amazonaws.com', 'does not belong to the stack'],
  ['https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com:8443/prod', 'does not belong to the stack'],
  ['https://api.shop.example:444/', 'does not belong to the stack'],
  ['https://api\u3002shop\u3002example.evil.example/', 'does not belong to the stack'],
  [appSync.replace('https', 'http'), 'does not use https'],
  ['ftp://api.shop.example/', 'does not use https'],
  ['javascript:alert(1)', 'does not use https'],
  ['https://api.shop.example@evil.example/', 'a user name or password'],
  ['https://user:word@api.shop.example/', 'a user name or password'],
  ['https://api.shop.example/?x', 'a query or a fragment'],
  ['https://api.shop.example/#', 'a query or a fragment'],
  ['https://api.shop.example\\@evil.example/', 'is not a URL'],
  [' https://api.shop.example/', 'is not a URL'],
  ['https://api.shop.example/\n', 'is not a URL'],
  ['graphql', 'is not a URL'],
  ['', 'is not a URL'],
  ['http://127.0.0.1:8080/', 'an address of this machine'],
  ['https://localhost/', 'an address of this machine'],
  ['http://2130706433/', 'an address of this machine'],
  ['http://0x7f.1/', 'an address of this machine'],
  ['http://[::1]/', 'an address of this machine'],
  ['http://[::ffff:127.0.0.1]/', 'an address of this machine'],
  ['http://x.localhost/', 'an address of this machine'],
  ['http://0.0.0.0/', 'an address of this machine'],
  ['http://169.254.169.254/latest/meta-data', 'does not use https'],
  ['https://169.254.169.254/', 'does not belong to the stack'],
])('%j is refused: %s', (endpoint, why) => {
  expect(endpointRefusal(endpoint, hosts)).toContain(why)
})

test.each(['http://127.0.0.1:4566/abc/graphql', 'http://localhost:4566/x', 'http://abc.localhost:4566/'])(
  '%s is where the local AWS answers',
  (endpoint) => {
    expect(endpointRefusal(endpoint, { ...hosts, local: true })).toBeUndefined()
  },
)

test('what stands in for AWS on another host is named by the checkout, and nothing else is called without TLS', () => {
  const local = { ...hosts, local: true, domains: new Set(['ministack:4566']) }
  expect(endpointRefusal('http://ministack:4566/x', local)).toBeUndefined()
  expect(endpointRefusal('http://ministack:4567/x', local)).toBe('does not use https')
  expect(endpointRefusal('http://evil.example/x', local)).toBe('does not use https')
})

test('an API of AppSync, or a function URL, is of no stack that has neither', () => {
  const physicalId = `arn:aws:appsync:${region}:111111111111:apis/abcdefghij`
  const custom = { type: 'Custom::Anything', physicalId }
  const without = { ...hosts, resources: [hosts.resources[0]!, custom] }
  expect(endpointRefusal(appSync, without)).toContain('does not belong to the stack')
  expect(endpointRefusal(`https://x.lambda-url.${region}.on.aws/`, without)).toContain('does not belong to the stack')
})
