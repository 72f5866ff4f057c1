import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { loopbackCertificate } from "./loopback-certificate.ts";

/** From here on fetch in this process takes `loopbackCertificate` for a good one. */
export function trustLoopback(): void {
  setDefaultCACertificates([...getCACertificates("default"), loopbackCertificate.cert]);
}
