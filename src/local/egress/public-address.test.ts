import { expect, test } from '@jest/globals'
import { isPublicAddress } from './public-address.ts'

test.each([
  '93.184.216.34',
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450:4001:81b::200e',
  '2001:4860:4860::8888',
  '64:ff9b::808:808',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true)
})

test.each([
  ['this machine', ['127.0.0.1', '127.255.255.254', '0.0.0.0', '0.1.2.3', '::1', '::']],
  ['loopback as IPv4 in IPv6', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', '::7f00:1', '::ffff:0:127.0.0.1']],
  ['metadata of a cloud', ['169.254.169.254', '169.254.170.2', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16']],
  ['metadata as IPv4 in IPv6', ['::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe', '64:ff9b:1::a9fe:a9fe', '2002:a9fe:a9fe::']],
  ['private networks', ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fc00::1', 'fd12::1']],
  ['neighbours', ['169.254.1.1', 'fe80::1', 'fe80::1%lo', 'fec0::1', '224.0.0.1', 'ff02::1', '255.255.255.255']],
  [
    'what nobody has',
    ['192.0.2.1', '198.51.100.7', '203.0.113.9', '198.18.0.1', '240.0.0.1', '2001:db8::1', '3fff::1'],
  ],
  ['tunnels', ['2001::1', '2002:7f00:1::', '64:ff9b::127.0.0.1', '64:ff9b::', '5f00::1', '100::1']],
  ['what is no address', ['', 'localhost', '1', '0x7f.1', '127.1', '[::1]', '127.0.0.1:80']],
])('nothing of %s is public', (_, addresses) => {
  expect(addresses.filter(isPublicAddress)).toEqual([])
})
