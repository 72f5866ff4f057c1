import ipaddr from "ipaddr.js";

const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3"); // RFC 4291 §2.4: what else is handed out today leads elsewhere
const nat64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96"); // RFC 6052: the network maps it to the IPv4 address inside

/** An address on the public internet: not this machine, its networks, or anything set aside for special use. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address instanceof ipaddr.IPv4) return address.range() === "unicast";
  if (address.zoneId) return false;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().range() === "unicast";
  if (address.match(nat64)) return embedded(address).range() === "unicast";
  return address.range() === "unicast" && address.match(globalUnicast);
}

function embedded(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}
