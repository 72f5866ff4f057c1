import type { Outage } from "../../redmine/failure.ts";

/** What to do about a connection that did not come about, from the codes that Node gives. */
export function connectionAdvice(because: Outage, error: unknown, url: string): { why: string; todo: string } {
  const code = codeIn(error);
  const { host, hostname } = new URL(url);
  const elsewhere = ["localhost", "127.0.0.1", "[::1]"].includes(hostname)
    ? " In a container, localhost is the container itself."
    : "";

  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return {
        why: `no host ${hostname} is known here`,
        todo: "Check the name, and the DNS of this machine or container.",
      };
    case "ECONNREFUSED":
      return { why: `nothing listens at ${host}`, todo: `Check host and port, and that it is running.${elsewhere}` };
    case "CERT_HAS_EXPIRED":
      return { why: "its certificate has expired", todo: "Renew the certificate." };
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return { why: `its certificate is for another name than ${hostname}`, todo: "Use the name of the certificate." };
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return {
        why: `its certificate comes from an authority that this machine does not know (${code})`,
        todo: "Put that authority's certificate into a file and set NODE_EXTRA_CA_CERTS to the path.",
      };
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return {
        why: `its certificate comes from an authority that this machine does not know (${code})`,
        todo:
          "Private CA: put its certificate into a file and set NODE_EXTRA_CA_CERTS to the path. " +
          "Public CA: let the web server send the intermediate certificates too.",
      };
  }
  if (because === "tls")
    return { why: `the secure connection failed (${code ?? "TLS"})`, todo: "Does it speak https there?" };
  if (because === "timeout") return { why: "it does not answer in time", todo: "Is a firewall in between?" };
  if (because === "server_error") {
    return {
      why: "a proxy answers there, and Redmine does not answer the proxy",
      todo: "Start Redmine, or look into the proxy's log.",
    };
  }
  return {
    why: `no connection (${code ?? because})`,
    todo: `Check host and port, and firewalls in between.${elsewhere}`,
  };
}

function codeIn(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; at = at.cause, depth += 1) {
    // of several addresses tried, the first speaks for all
    const inner = at instanceof AggregateError ? codeIn(at.errors[0]) : undefined;
    const code = inner ?? ("code" in at && typeof at.code === "string" ? at.code : undefined);
    if (code && /^[A-Z_]{4,60}$/.test(code)) return code;
  }
  return undefined;
}
