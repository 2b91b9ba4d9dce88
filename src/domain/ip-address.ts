// Which addresses are not on the public internet: the IANA special-purpose registries, and IPv6
// forms that carry an IPv4 address. Hosts come from the URL parser, so they are already canonical.

/** An IPv4 address as a 32-bit number. */
export type IPv4 = number;

/** Reads a canonical dotted address; `undefined` for anything else. */
export function parseIPv4(host: string): IPv4 | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host);
  if (match === null) return undefined;
  const octets = match.slice(1).map(Number);
  if (octets.some((octet) => octet > 255)) return undefined;
  return octets.reduce((address, octet) => address * 256 + octet, 0);
}

/** Blocks of https://www.iana.org/assignments/iana-ipv4-special-registry that no client should reach. */
const IPV4_BLOCKS: readonly (readonly [IPv4, number])[] = (
  [
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.88.99.0", 24],
    ["192.168.0.0", 16],
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 4],
    ["240.0.0.0", 4],
  ] as const
).map(([base, bits]) => [parseIPv4(base) ?? 0, bits]);

/** Whether the address is private, loopback, link-local, reserved or multicast. */
export function isPrivateIPv4(address: IPv4): boolean {
  return IPV4_BLOCKS.some(([base, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor(base / size);
  });
}

/** Whether an IPv6 address, without brackets, is not global or carries an IPv4 that is not. */
export function isPrivateIPv6(host: string): boolean {
  const groups = parseIPv6(host);
  if (groups === undefined) return true;
  const [a = 0, b = 0, c = 0] = groups;
  const [g = 0, h = 0] = groups.slice(6);
  const low: IPv4 = g * 65_536 + h;
  const leadingZeros = groups.findIndex((group) => group !== 0);
  if (leadingZeros < 0 || leadingZeros >= 6) return isPrivateIPv4(low); // ::, ::1, ::a.b.c.d
  const isMapped =
    (leadingZeros === 5 && groups[5] === 0xffff) || // ::ffff:a.b.c.d
    (leadingZeros === 4 && groups[4] === 0xffff && groups[5] === 0) || // ::ffff:0:a.b.c.d
    (a === 0x64 && b === 0xff9b && c === 0); // NAT64, RFC 6052
  if (isMapped) return isPrivateIPv4(low);
  if (a === 0x2002) return isPrivateIPv4(b * 65_536 + c); // 6to4
  return (
    (a & 0xfe00) === 0xfc00 || // unique local
    (a & 0xffc0) === 0xfe80 || // link-local
    (a & 0xffc0) === 0xfec0 || // site-local, deprecated
    (a & 0xff00) === 0xff00 || // multicast
    (a === 0x100 && b === 0 && c === 0) || // discard
    (a === 0x2001 && (b === 0x0db8 || b === 0)) || // documentation, Teredo
    (a === 0x64 && b === 0xff9b && c === 1) // local NAT64
  );
}

/** Addresses at which clouds hand credentials to whoever asks. */
export function isMetadataAddress(host: string): boolean {
  return /^(?:169\.254\.169\.254|169\.254\.170\.2|169\.254\.169\.253|100\.100\.100\.200|192\.0\.0\.192|\[fd00:ec2::254\]|\[(?:::ffff:|64:ff9b::|::)a9fe:a9fe\])$/.test(
    host,
  );
}

/** The eight groups of a canonical address, or `undefined`. */
function parseIPv6(host: string): number[] | undefined {
  const halves = host.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - (head?.length ?? 0) - (tail?.length ?? 0);
  if (missing < 0 || (tail === undefined && missing !== 0)) return undefined;
  const groups = [
    ...(head ?? []),
    ...Array<string>(tail === undefined ? 0 : missing).fill("0"),
    ...(tail ?? []),
  ];
  const numbers = groups.map((group) => Number.parseInt(group, 16));
  return numbers.length === 8 && numbers.every((n) => n >= 0 && n <= 0xffff) ? numbers : undefined;
}
