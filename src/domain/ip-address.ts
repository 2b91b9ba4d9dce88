// Which addresses are not on the public internet: the IANA special-purpose registries, and IPv6
// forms that carry an IPv4 address. It resolves nothing.

/** An IPv4 address as a 32-bit number. */
export type IPv4 = number;

/** Where an address leads: to a cloud's credentials, into a private network, or neither. */
export type AddressKind = "metadata" | "internal" | "public";

/**
 * Where an address leads. Takes what a resolver answers (`10.0.0.1`, `fe80::1%eth0`) as well as the
 * host of a parsed URL (`[::1]`); `undefined` for what is no canonical address. Whoever makes a
 * request calls it with the address that is connected to, after resolving and after each redirect:
 * only there can rebinding be stopped.
 */
export function addressKind(address: string): AddressKind | undefined {
  const four = parseIPv4(address);
  if (four !== undefined) return ipv4Kind(four);
  const bare = address.replace(/^\[|\]$|%[^\]]{0,64}/g, "").toLowerCase();
  if (!bare.includes(":")) return undefined;
  const groups = parseIPv6(bare);
  return groups === undefined ? undefined : ipv6Kind(groups);
}

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

/**
 * Addresses at which clouds hand credentials to whoever asks: AWS (instance, ECS, EKS, DNS, time),
 * GCP, Azure, DigitalOcean, Oracle, OpenStack, Hetzner and most others at 169.254.169.254; Tencent,
 * Scaleway, Alibaba, UCloud, Volcengine, Oracle's old one, and Azure's public wire server.
 */
const METADATA_IPV4: ReadonlySet<IPv4> = new Set(
  "169.254.169.254 169.254.169.253 169.254.169.123 169.254.169.250 169.254.170.2 169.254.170.23 169.254.0.23 169.254.10.10 169.254.42.42 100.100.100.200 100.80.80.80 100.96.0.96 192.0.0.192 168.63.129.16"
    .split(" ")
    .map((address) => parseIPv4(address) ?? 0),
);

function ipv4Kind(address: IPv4): AddressKind {
  if (METADATA_IPV4.has(address)) return "metadata";
  return isPrivateIPv4(address) ? "internal" : "public";
}

/** Whether the address is private, loopback, link-local, reserved or multicast. */
function isPrivateIPv4(address: IPv4): boolean {
  return IPV4_BLOCKS.some(([base, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor(base / size);
  });
}

/** Metadata services that answer over IPv6: AWS, GCP, Scaleway, Linode, Oracle, OpenStack. */
const METADATA_IPV6: ReadonlySet<string> = new Set(
  "fd00:ec2::254 fd00:ec2::253 fd00:ec2::123 fd00:ec2::23 fd20:ce::254 fd00:42::42 fd00:a9fe:a9fe::1 fd00:c1::a9fe:a9fe fe80::a9fe:a9fe"
    .split(" ")
    .map((address) => String(parseIPv6(address))),
);

type Groups = readonly number[];

/** Blocks of the IANA IPv6 special-purpose registry within 2000::/3, by their first groups. */
const IPV6_BLOCKS: readonly (readonly [base: number, bits: number])[] = [
  [0x2001_0000, 32], // Teredo
  [0x2001_0002, 32], // benchmarking
  [0x2001_0010, 28], // ORCHID
  [0x2001_0020, 28], // ORCHIDv2
  [0x2001_0db8, 32], // documentation
  [0x3fff_0000, 20], // documentation, RFC 9637
];

function ipv6Kind(groups: Groups): AddressKind {
  if (METADATA_IPV6.has(String(groups))) return "metadata";
  const carried = carriedIPv4(groups);
  if (carried !== undefined) return ipv4Kind(carried);
  const [a = 0, b = 0] = groups;
  // Beyond global unicast (RFC 4291) is what is local, multicast, discarded or not given out.
  if ((a & 0xe000) !== 0x2000) return "internal";
  const start = a * 65_536 + b;
  const isSpecial = IPV6_BLOCKS.some(([base, bits]) => (start ^ base) >>> (32 - bits) === 0);
  // ISATAP (RFC 5214) leads to a host of the site, by its IPv4 address.
  const isSite = ((groups[4] ?? 0) & 0xfdff) === 0 && groups[5] === 0x5efe;
  return isSpecial || (isSite && isPrivateIPv4(lowIPv4(groups))) ? "internal" : "public";
}

function lowIPv4(groups: Groups): IPv4 {
  return (groups[6] ?? 0) * 65_536 + (groups[7] ?? 0);
}

/** The IPv4 address that an IPv6 address stands for; `undefined` where it stands for itself. */
function carriedIPv4(groups: Groups): IPv4 | undefined {
  const [a = 0, b = 0, c = 0] = groups;
  const zeros = groups.findIndex((group) => group !== 0);
  if (zeros < 0 || zeros >= 6) return lowIPv4(groups); // ::, ::1, ::a.b.c.d
  const isMapped =
    (zeros === 5 && groups[5] === 0xffff) || // ::ffff:a.b.c.d
    (zeros === 4 && groups[4] === 0xffff && groups[5] === 0) || // ::ffff:0:a.b.c.d
    (a === 0x64 && b === 0xff9b && c === 0); // NAT64, RFC 6052; 64:ff9b:1::/48 is local
  if (isMapped) return lowIPv4(groups);
  return a === 0x2002 ? b * 65_536 + c : undefined; // 6to4
}

/** The eight groups of an address, with or without a dotted end, or `undefined`. */
function parseIPv6(host: string): Groups | undefined {
  if (host.length > 45) return undefined;
  const dotted = /^(.{0,40}:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(host);
  if (dotted !== null) {
    const low = parseIPv4(dotted[2] ?? "");
    if (low === undefined) return undefined;
    const hex = `${Math.floor(low / 65_536).toString(16)}:${(low % 65_536).toString(16)}`;
    return parseIPv6(`${dotted[1] ?? ""}${hex}`);
  }
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
  if (groups.length !== 8 || !groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) {
    return undefined;
  }
  return groups.map((group) => Number.parseInt(group, 16));
}
