import { posix, win32 } from "node:path";
import type { Machine } from "./setting.ts";

/** Where this user's programs keep what must outlive a restart. */
export function stateDirectory({ env, platform, home }: Machine): string {
  if (platform === "win32")
    return win32.join(env.LOCALAPPDATA || win32.join(home, "AppData", "Local"), "redmine-fastmcp");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "redmine-fastmcp");

  const xdg = env.XDG_STATE_HOME;
  const base = xdg && posix.isAbsolute(xdg) ? xdg : posix.join(home, ".local", "state"); // the XDG spec ignores relative ones
  return posix.join(base, "redmine-fastmcp");
}
