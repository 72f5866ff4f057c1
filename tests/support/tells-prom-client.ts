// Before a program (`--import`): a line on stderr tells that it loaded prom-client.
import { registerHooks } from "node:module";

registerHooks({
  resolve(name, context, next) {
    if (name.includes("prom-client")) process.stderr.write("prom-client is loaded\n"); // the package, or the file of a bundle
    return next(name, context);
  },
});
