const types: Record<string, string> = {
  txt: "text/plain",
  log: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
  html: "text/html",
  xml: "text/xml",
  json: "application/json",
  pdf: "application/pdf",
  zip: "application/zip",
  gz: "application/x-gzip",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  svg: "image/svg+xml",
};

/** By the ending of the name; Redmine knows many more. */
export function contentTypeOf(filename: string): string {
  const ending = filename.split(".").at(-1)?.toLowerCase() ?? "";
  return types[ending] ?? "application/octet-stream";
}
