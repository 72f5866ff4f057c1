import { Agent, type IncomingHttpHeaders, request } from "node:http";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Ask {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
}

// fetch would take more of the machine than the server that is measured
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

export function ask({ method = "GET", url, headers = {}, body }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    sent.on("error", (cause) => reject(new Error(`${method} ${url} got no answer`, { cause })));
    sent.end(body);
  });
}

export function form(fields: Record<string, string>): Pick<Ask, "method" | "body" | "headers"> {
  return {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  };
}
