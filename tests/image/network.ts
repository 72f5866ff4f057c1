import { Browser } from "../support/browser.ts";
import { docker } from "./docker.ts";

export const network = "redmine-fastmcp-image";
/** The network's gateway: an address of this machine that containers reach, and nobody outside does. */
export const hostAddress = "10.231.127.1";

export async function createNetwork(): Promise<void> {
  await docker("network", "create", "--subnet", "10.231.127.0/24", "--gateway", hostAddress, network);
}

export async function removeNetwork(): Promise<void> {
  await docker("network", "rm", network);
}

/** Visits what runs in containers, and on this machine for them. */
export function hostBrowser(): Browser {
  return new Browser({
    fetch: (request) => fetch(request),
    mayVisit: ({ hostname }) => [hostAddress, "127.0.0.1", "localhost"].includes(hostname),
  });
}
