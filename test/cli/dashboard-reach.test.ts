import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { othersReach } from '../../src/cli/dashboard-reach.ts';

const one = (address: string, internal: boolean, family: 'IPv4' | 'IPv6' = 'IPv4') =>
  ({ address, internal, family, netmask: '', mac: '', cidr: null, scopeid: 0 }) as NetworkInterfaceInfo;
const INTERFACES = { lo: [one('127.0.0.1', true)], eth0: [one('192.0.2.7', false), one('2001:db8::7', false, 'IPv6')] };
const URL = 'http://127.0.0.1:8080';

test.each(['0.0.0.0', '::'])('what listens at %s is reached by the addresses of the machine', (host) => {
  expect(othersReach(host, URL, INTERFACES)).toEqual(['http://192.0.2.7:8080']);
  expect(othersReach(host, URL, { lo: INTERFACES.lo })).toEqual([]);
});

test.each(['127.0.0.1', 'localhost', '192.0.2.7'])('what listens at %s is reached there alone', (host) => {
  expect(othersReach(host, URL, INTERFACES)).toEqual([]);
});
