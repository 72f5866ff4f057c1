import { describe, expect, test } from "vitest";
import { settingRows } from "../src/config.ts";
import { runCommand } from "./support/run-command.ts";
import { serveSettings } from "./support/serve-settings.ts";

describe("asked wrongly", () => {
  test.each([
    [[], {}, "redmine-fastmcp: REDMINE_URL is missing: it must be"],
    [["sevre"], {}, "redmine-fastmcp: there is no command “sevre”: did you mean serve?"],
    [["dance"], {}, "redmine-fastmcp: there is no command “dance”: there are serve"],
    [["serve", "twice"], {}, "redmine-fastmcp: serve takes flags only, and “twice” is none"],
    [["--redmine-ulr=x"], {}, "redmine-fastmcp: there is no flag “--redmine-ulr”: did you mean --redmine-url?"],
    [[], { ...serveSettings, MCP_PORT: "x" }, "redmine-fastmcp: MCP_PORT from the environment is “x”: it must be"],
    [[], { ...serveSettings, TOKEN_STORE_URL: "sqlite://~/x" }, "redmine-fastmcp: TOKEN_STORE_URL: "],
  ])("%j with %o: one line on stderr, exit 2", async (args, env, line) => {
    const { code, stdout, stderr } = await runCommand(args, { env });

    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr.slice(0, line.length)).toBe(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test.each(settingRows.filter((row) => row.secret).map((row) => row.name))("%s is never printed", async (name) => {
    const flag = `--${name.toLowerCase().replaceAll("_", "-")}`;
    const ways = [
      await runCommand([`${flag}=hush://u:hush-hush@h`], { env: serveSettings }),
      await runCommand([], { env: { ...serveSettings, [name]: "hush://u:hush-hush@h é" } }),
    ];

    for (const { code, stdout, stderr } of ways) {
      expect(code).toBe(2);
      expect(stdout + stderr).not.toContain("hush-hush");
      expect(stderr).toContain(name);
    }
  });
});
