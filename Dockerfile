# docker build -t redmine-fastmcp .    (--build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:… pins the base image)
# docker run -p 127.0.0.1:8000:8000 -v redmine-fastmcp:/data --env-file .env redmine-fastmcp
# Another command comes after the image's name: docker run … redmine-fastmcp doctor
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
# No package's script runs: the bundler brings what it needs as a package.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
RUN node scripts/bundle.ts

FROM ${NODE_IMAGE}
ARG VERSION=1.0.0
ARG REVISION=
LABEL org.opencontainers.image.title="redmine-fastmcp" \
      org.opencontainers.image.description="Remote MCP server for Redmine: everyone signs in at Redmine and works as themselves" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="https://github.com/redmine-fastmcp/redmine-fastmcp" \
      org.opencontainers.image.documentation="https://github.com/redmine-fastmcp/redmine-fastmcp#readme" \
      io.modelcontextprotocol.server.name="io.github.redmine-fastmcp/redmine-fastmcp"

RUN install -d -o 1000 -g 1000 -m 0750 /data && install -d -o 1000 -g 1000 /app /app/.compiled
WORKDIR /app
COPY --from=build /build/dist dist
COPY package.json LICENSE ./

USER 1000:1000
# Sign-ins are kept in /data/redmine-fastmcp/tokens.sqlite. TOKEN_STORE_URL is not set here, so that TOKEN_STORE_URL_FILE works.
# Two arenas: with more, glibc keeps 50 MB of what threads that read documents have freed.
ENV NODE_ENV=production MCP_HOST=0.0.0.0 XDG_STATE_HOME=/data NODE_COMPILE_CACHE=/app/.compiled MALLOC_ARENA_MAX=2
# A short life that leaves the compiled program behind: it starts in half the time, from a read-only root too.
RUN export REDMINE_URL=http://127.0.0.1 REDMINE_CLIENT_ID=none REDMINE_CLIENT_SECRET=none TOKEN_STORE_URL=memory: MCP_PORT=0; \
    node dist/main.js serve 2>/tmp/log & server=$!; \
    until grep -q '"listening"' /tmp/log; do kill -0 $server || { cat /tmp/log; exit 1; }; sleep 0.2; done; \
    kill $server && wait $server && rm /tmp/log

VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "require('node:http').get({ port: process.env.MCP_PORT || 8000, path: '/health' }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]

# With these limits the process takes about 200 MB, and at most 332 MB under the attacks of tests/operations/availability.test.ts. Give the
# container 384 MB.
ENTRYPOINT ["node", "--max-old-space-size=128", "--max-semi-space-size=16", "/app/dist/main.js"]
CMD ["serve"]
