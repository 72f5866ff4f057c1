/** Settings with which `serve` starts. No Redmine is at that URL. */
export const serveSettings = {
  REDMINE_URL: "http://127.0.0.1:1",
  REDMINE_CLIENT_ID: "client",
  REDMINE_CLIENT_SECRET: "hush-hush",
  MCP_PORT: "0",
  TOKEN_STORE_URL: "memory:",
};
