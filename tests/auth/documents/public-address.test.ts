import { expect, test } from "vitest";
import { isPublicAddress } from "../../../src/auth/client-metadata/fetch-document.ts";

test.each([
  "8.8.8.8",
  "93.184.215.14",
  "2606:4700:4700::1111",
  "2a00:1450:4001:80b::200e",
  "::ffff:8.8.8.8",
  "64:ff9b::808:808", // NAT64 of 8.8.8.8
])("%s is on the public internet", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ["this host", "0.0.0.0"],
  ["this network", "0.1.2.3"],
  ["private", "10.0.0.1"],
  ["private", "172.16.0.1"],
  ["private", "172.31.255.255"],
  ["private", "192.168.1.1"],
  ["loopback", "127.0.0.1"],
  ["loopback", "127.255.0.9"],
  ["carrier-grade NAT", "100.64.0.1"],
  ["cloud metadata (link-local)", "169.254.169.254"],
  ["protocol assignments", "192.0.0.170"],
  ["documentation", "192.0.2.1"],
  ["documentation", "198.51.100.1"],
  ["documentation", "203.0.113.1"],
  ["6to4 relay", "192.88.99.1"],
  ["benchmarking", "198.18.0.1"],
  ["multicast", "224.0.0.1"],
  ["reserved", "240.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["IPv6 unspecified", "::"],
  ["IPv6 loopback", "::1"],
  ["IPv4-mapped private", "::ffff:10.0.0.1"],
  ["IPv4-mapped private, hex", "::ffff:a00:1"],
  ["IPv4-mapped loopback", "::ffff:127.0.0.1"],
  ["IPv4-compatible", "::7f00:1"],
  ["IPv4-translated", "::ffff:0:10.0.0.1"],
  ["NAT64 of a private address", "64:ff9b::a00:1"],
  ["NAT64 of link-local", "64:ff9b::a9fe:a9fe"],
  ["NAT64, local use", "64:ff9b:1::808:808"],
  ["6to4 of a private address", "2002:a00:1::1"],
  ["Teredo", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
  ["unique local", "fd00::1"],
  ["unique local", "fc00::1"],
  ["link-local", "fe80::1"],
  ["link-local with a zone", "fe80::1%eth0"],
  ["public with a zone", "2606:4700::1%1"],
  ["site-local", "fec0::1"],
  ["IPv6 multicast", "ff02::1"],
  ["IPv6 documentation", "2001:db8::1"],
  ["IPv6 documentation", "3fff::1"],
  ["discard", "100::1"],
  ["segment routing", "5f00::1"],
  ["not handed out", "4000::1"],
  ["no address", "localhost"],
  ["no address", ""],
])("%s %s is refused", (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});
