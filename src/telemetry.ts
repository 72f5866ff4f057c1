import type { ConnectionsEvent } from "./auth/connections/connections.ts";
import type { SignInEvent } from "./auth/server/sign-in-flow.ts";
import { currentRequest } from "./current-request.ts";
import type { OAuthEvent } from "./http/oauth.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import type { CallReport } from "./protocol/front.ts";
import { handlingOf } from "./redmine/failure.ts";
import type { Exchange } from "./redmine/instrumented-send.ts";

interface Who {
  user: number;
  client?: string;
}

/** What happened, as lines of the log and as numbers: the one place that decides what either may say. */
export interface Reports {
  call(call: CallReport, who: Who): void;
  auth(event: SignInEvent | ConnectionsEvent): void;
  oauth(event: OAuthEvent): void;
  redmine(exchange: Exchange): void;
}

interface Options {
  log: Log;
  metrics?: Metrics | undefined;
  /** Words of ours for a client's id. */
  clientLabel: (id: string) => { name: string; kind: string };
}

/** Writes log lines and counts metrics for what the server reports. */
export function createReports({ log, metrics, clientLabel }: Options): Reports {
  const levelOf = (outcome: string) => (handlingOf(outcome).needsAdmin ? "warn" : "info");

  return {
    call: ({ kind, name, outcome, ms, records, fault }, { user, client }) => {
      const { upstream, wrote } = currentRequest() ?? {};
      log.info({
        event: `${kind}_call`,
        [kind]: name,
        user,
        client: client === undefined ? "stdio" : clientLabel(client).name,
        ...(records.length > 0 && { records }),
        ...(wrote && wrote.size > 0 && { wrote: [...wrote] }),
        outcome,
        upstream: upstream?.count ?? 0,
        upstream_ms: Math.round(upstream?.ms ?? 0),
        ms: Math.round(ms),
      });
      if (fault) log.error({ event: "fault", [kind]: name, error: fault });
      metrics?.call({ kind, name, outcome }, ms / 1000);
    },

    auth: (happened) => {
      if (happened.event === "connections") return log[levelOf(happened.outcome)]({ ...happened });
      const { client, ...event } = happened;
      const label = client === undefined ? undefined : clientLabel(client);
      log[levelOf(event.outcome)]({ ...event, ...(label && { client: label.name }) });
      const begun = event.event === "authorize" && ["consent_page", "to_redmine"].includes(event.outcome);
      const goesOn = begun || (event.event === "consent" && event.outcome === "allowed");
      if (!goesOn) metrics?.signIn({ client: label?.kind ?? "unknown", outcome: event.outcome });
    },

    oauth: ({ event, outcome, grantType, client }) => {
      const who = client !== undefined && { client: clientLabel(client).name };
      log.info({ event, ...(grantType && { grant_type: grantType }), ...who, outcome });
      if (grantType === "refresh_token") metrics?.refresh({ outcome });
    },

    redmine: ({ method, area, status, failure, answeredBy, ms, wrote }) => {
      const request = currentRequest();
      if (request) {
        request.upstream.count += 1;
        request.upstream.ms += ms;
        if (wrote) request.wrote.add(wrote);
      }

      const because = failure?.reason === "unavailable" ? failure.because : (failure?.reason ?? "fault");
      const failed = status === undefined ? because !== "aborted" : status >= 500 || answeredBy !== undefined;
      if (failed) {
        log.warn({
          event: "redmine_failure",
          method,
          area,
          ...(status ? { status } : { because }),
          ...(answeredBy && { answered_by: answeredBy }),
          ms: Math.round(ms),
        });
      }
      const outcome =
        answeredBy && status !== undefined
          ? "not_redmine"
          : status === undefined
            ? because
            : `${Math.floor(status / 100)}xx`;
      metrics?.redmine({ method, area, outcome }, ms / 1000);
    },
  };
}
