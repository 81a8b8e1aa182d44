import type { NetworkInterfaceInfo } from 'node:os';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/**
 * Where other machines find what listens at all addresses, which `url` names as this machine alone can: by each of its
 * addresses, of IPv4, 5 at most. None for a host that is an address itself.
 */
export function othersReach(host: string, url: string, interfaces: Interfaces): readonly string[] {
  if (!ALL.includes(host)) return [];
  const outside = Object.values(interfaces)
    .flatMap((of) => of ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  return outside.slice(0, MOST).map(({ address }) => `http://${address}:${new URL(url).port || 80}`);
}

const ALL: readonly string[] = ['0.0.0.0', '::'];
const MOST = 5;
