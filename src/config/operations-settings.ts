import type { Setting } from "./setting.ts";
import { hostToListenOn, oneOf, oneWord, onOff, wholeNumber } from "./values.ts";

/** Rows of the settings table for those who run a server. */
export const operationsSettings = {
  metricsPort: {
    name: "METRICS_PORT",
    meaning: "Port for Prometheus metrics (/metrics); without it there are none.",
    right: "a whole number from 0 to 65535 that is not MCP_PORT",
    example: "9464",
    value: wholeNumber(0, 65_535),
  },
  metricsHost: {
    name: "METRICS_HOST",
    meaning: "Address on which METRICS_PORT listens; in a container, 0.0.0.0 opens it to the container's network.",
    right: "an address or host name of this machine",
    example: "0.0.0.0",
    value: hostToListenOn,
    default: "127.0.0.1",
  },
  adminPage: {
    name: "ADMIN_PAGE",
    meaning: "Page for Redmine administrators at /admin: connections, calls, settings in force, checks.",
    right: "true or false",
    example: "false",
    value: onOff,
    default: "true",
    switch: true,
  },
  openaiAppsChallenge: {
    name: "OPENAI_APPS_CHALLENGE",
    meaning: "Token that OpenAI gives for verifying a domain, served at /.well-known/openai-apps-challenge.",
    right: "the token that OpenAI shows for this domain",
    example: "abc123",
    value: oneWord,
  },
  logLevel: {
    name: "LOG_LEVEL",
    meaning: "Log level: trace, debug, info, warn, error, fatal or silent.",
    right: "trace, debug, info, warn, error, fatal or silent",
    example: "debug",
    value: oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent"),
    default: "info",
  },
} as const satisfies Record<string, Setting>;
