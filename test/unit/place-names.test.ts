// What a host and a path say in every way of writing them: the tables that the detectors of
// arguments and the constraints of the policy share.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  authorityOf,
  hostKind,
  isCollector,
  overflowingAddress,
} from "../../src/domain/host-kind.ts";
import { addressKind } from "../../src/domain/ip-address.ts";
import { percentDecoded } from "../../src/domain/percent-decoded.ts";
import { plainPath } from "../../src/domain/plain-path.ts";

/** As a URL holds it, so that the platform's parser has its part. */
function kind(host: string): string {
  const text = `http://${host}/`;
  return hostKind(new URL(text).hostname, authorityOf(text));
}

/** One address in each form that clients accept. */
function formsOf(a: number, b: number, c: number, d: number): string[] {
  const whole = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = (n: number, digits = 2): string => n.toString(16).padStart(digits, "0");
  const high = hex(a * 256 + b, 4);
  const low = hex(c * 256 + d, 4);
  const dotted = `${a}.${b}.${c}.${d}`;
  return [
    dotted,
    `${dotted}.`,
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${(b * 256 + c) * 256 + d}`,
    String(whole),
    `0x${hex(whole, 8)}`,
    `0X${hex(whole, 8).toUpperCase()}`,
    `0${whole.toString(8)}`,
    [a, b, c, d].map((octet) => `0x${hex(octet)}`).join("."),
    [a, b, c, d].map((octet) => `0${octet.toString(8)}`).join("."),
    `${a}.0x${hex(b)}.0${c.toString(8)}.${d}`,
    dotted.replaceAll(".", "\u3002"),
    dotted.replaceAll(".", "\uff0e"),
    dotted.replaceAll(".", "%2e"),
    dotted.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    dotted.replace(/\d/g, (digit) =>
      digit === "0" ? "⓪" : String.fromCharCode(0x245f + Number(digit)),
    ),
    `[::ffff:${dotted}]`,
    `[0:0:0:0:0:ffff:${high}:${low}]`,
    `[::ffff:0:${dotted}]`,
    `[::${dotted}]`,
    `[64:ff9b::${high}:${low}]`,
    `[2002:${high}:${low}::]`,
    `${dotted}.nip.io`,
    `a.${a}-${b}-${c}-${d}.sslip.io`,
    `${hex(whole, 8)}.nip.io`,
  ];
}

describe("hosts", () => {
  it.each([
    [127, 0, 0, 1],
    [127, 13, 37, 1],
    [10, 1, 2, 3],
    [172, 16, 0, 1],
    [172, 31, 255, 254],
    [192, 168, 1, 254],
    [100, 64, 0, 1],
    [224, 0, 0, 251],
  ])("%i.%i.%i.%i leads inward in every form", (a, b, c, d) => {
    const wrong = formsOf(a, b, c, d).filter((host) => kind(host) !== "internal");
    expect(wrong).toEqual([]);
  });

  it.each([
    [169, 254, 169, 254],
    [169, 254, 170, 2],
    [100, 100, 100, 200],
    [168, 63, 129, 16],
  ])("%i.%i.%i.%i is a metadata service in every form", (a, b, c, d) => {
    expect(formsOf(a, b, c, d).filter((host) => kind(host) !== "metadata")).toEqual([]);
  });

  it.each([
    [93, 184, 216, 34],
    [172, 32, 10, 11],
    [128, 12, 13, 14],
  ])("%i.%i.%i.%i is public in every form", (a, b, c, d) => {
    expect(formsOf(a, b, c, d).filter((host) => kind(host) !== "public")).toEqual([]);
  });

  it.each([
    ["internal", "0177.0.0.1"],
    ["internal", "0000127.0.0.1"],
    ["internal", "0"],
    ["internal", "LOCALHOST."],
    ["internal", "a.localhost"],
    ["internal", "lo\u00adcalhost"],
    ["internal", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"],
    ["internal", "%6cocalhost"],
    ["internal", "[fc00::1]"],
    ["internal", "[fe80::1]"],
    ["internal", "[ff02::1]"],
    ["internal", "[2001:db8::1]"],
    ["internal", "[2001::1]"],
    ["internal", "[3fff::1]"],
    ["internal", "[64:ff9b:1::8.8.8.8]"],
    ["internal", "[2620:1ec::5efe:10.0.0.1]"],
    ["internal", "[a::b]"],
    ["internal", "--1.sslip.io"],
    ["internal", "127.0.0.1.evil.example"],
    ["internal", "x.rbndr.us"],
    ["internal", "db.prod.svc.cluster.local"],
    ["internal", "router.home.arpa"],
    ["metadata", "metadata.google.internal"],
    ["metadata", "METADATA.google.internal."],
    ["metadata", "[fd00:ec2::254]"],
    ["metadata", "[fd20:ce:0:0::254]"],
    ["public", "[2606:4700:4700::1111]"],
    ["public", "[2001:4860:4860::8888]"],
    ["public", "local.example"],
    ["public", "home.example"],
    ["public", "nip.io"],
    ["public", "10.example"],
    ["public", "ec2-93-184-216-34.compute.example"],
  ])("%s: %s", (expected, host) => {
    expect(kind(host)).toBe(expected);
  });

  it("takes what a resolver answers", () => {
    expect(addressKind("10.0.0.1")).toBe("internal");
    expect(addressKind("fe80::1%eth0")).toBe("internal");
    expect(addressKind("::ffff:169.254.169.254")).toBe("metadata");
    expect(addressKind("2606:4700::1111")).toBe("public");
    expect(addressKind("example.com")).toBeUndefined();
    expect(addressKind("1.2.3.256")).toBeUndefined();
    expect(addressKind("1::2::3")).toBeUndefined();
    expect(addressKind("12345::1")).toBeUndefined();
  });

  it("lets numbers overflow as lax parsers do", () => {
    expect(overflowingAddress("425.510.425.510")).toBe("169.254.169.254");
    expect(overflowingAddress("7147006462")).toBe("169.254.169.254");
    expect(overflowingAddress("0x41414141A9FEA9FE")).toBe("169.254.169.254");
    expect(overflowingAddress("1.2.3.4")).toBeUndefined();
    expect(overflowingAddress("example.com")).toBeUndefined();
  });

  it("knows collectors below their names and not beside them", () => {
    expect(isCollector("x.y.oast.pro")).toBe(true);
    expect(isCollector("webhook.site")).toBe(true);
    expect(isCollector("webhook.site.example")).toBe(false);
  });
});

describe("paths", () => {
  const DOTS = [
    ".",
    "%2e",
    "%252E",
    "%25252e",
    "%%32%65",
    "%%32%%65",
    "%c0%ae",
    "%C0%2E",
    "%c0.",
    "%c0%ee",
  ];
  const LONG_DOTS = [
    "%e0%80%ae",
    "%f0%80%80%ae",
    "%f8%80%80%80%ae",
    "%fc%80%80%80%80%ae",
    "%25c0%25ae",
  ];
  const NAMED_DOTS = [
    "%u002e",
    "%uff0e",
    "\\u002e",
    "\\x2e",
    "&#46;",
    "&#x2E;",
    "&period;",
    "0x2e",
    "．",
    "․",
  ];
  const SLASHES = [
    "/",
    "\\",
    "%2f",
    "%5c",
    "%252f",
    "%255C",
    "%c0%af",
    "%c1%9c",
    "%c1%1c",
    "%c0%5c",
  ];
  const ODD_SLASHES = [
    "%c0%9v",
    "%c0%qf",
    "%c1%8s",
    "%c1%pc",
    "%bg%qf",
    "%e0%80%af",
    "%u2215",
    "%u2216",
  ];
  const NAMED_SLASHES = [
    "%uEFC8",
    "%uF025",
    "&#47;",
    "&sol;",
    "0x2f",
    "0x5c",
    "／",
    "∕",
    "⁄",
    "＼",
    "%ef%bc%8f",
  ];

  it.each([...DOTS, ...LONG_DOTS, ...NAMED_DOTS])("%s is a dot", (dot) => {
    expect(plainPath(`a/${dot}${dot}/b`)).toBe("a/../b");
  });

  it.each([...SLASHES, ...ODD_SLASHES, ...NAMED_SLASHES])("%s is a slash", (slash) => {
    expect(plainPath(`a${slash}..${slash}b`)).toBe("a/../b");
  });

  it("leaves ordinary names as they are", () => {
    for (const path of [
      "a/b-c_d.e",
      "50%off",
      "a%zz",
      "été/日本語",
      "C:/x y",
      "%ff%fe",
      "v1.0x3",
    ]) {
      expect(plainPath(path)).toBe(path);
    }
  });

  it("undoes what encoding does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 24 }), (text) => {
        // What itself looks encoded is decoded further, as it is meant to be.
        fc.pre(!text.includes("%") && text.isWellFormed());
        expect(percentDecoded(encodeURIComponent(text))).toBe(text);
        expect(percentDecoded(encodeURIComponent(encodeURIComponent(text)))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
