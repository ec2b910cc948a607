# The API: HTTP, WebSocket and the command line, without TensorFlow.
#
# A RUN that downloads may be given the settings of its client as secrets, such as a mirror's address
# (docs/operations.md): they are mounted for that RUN, and no layer keeps them.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim
ARG DEBIAN_IMAGE=docker.io/library/debian:bookworm-20260824-slim

FROM ${NODE_IMAGE} AS build
SHELL ["/bin/sh", "-eu", "-c"]
WORKDIR /opt/atelier
RUN --mount=type=secret,id=apt-sources,target=/etc/apt/sources.list.d/debian.sources \
    --mount=type=secret,id=apt-conf,target=/etc/apt/apt.conf.d/99build \
    apt-get update; \
    apt-get install --yes --no-install-recommends tini; \
    rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=secret,id=ca-certificates,target=/etc/ssl/certs/ca-certificates.crt \
    npm ci --cache /tmp/npm; \
    rm -rf /tmp/npm
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY clients/typescript/src clients/typescript/src
COPY docker docker
COPY scripts/setup/lua.mjs scripts/setup/
# What only the trainer and the sampler load goes, with all that only it needs.
RUN npx tsc -p tsconfig.build.json; \
    node scripts/setup/lua.mjs; \
    npm prune --omit=dev --offline; \
    npm uninstall --omit=dev --offline @tensorflow/tfjs-node-gpu; \
    npm pkg delete devDependencies; \
    npm sbom --sbom-format=cyclonedx > sbom.cdx.json; \
    sh docker/slim.sh

FROM ${DEBIAN_IMAGE}
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin atelier \
    && install --directory --owner=atelier --group=atelier /data
COPY --from=build /usr/bin/tini-static /usr/local/bin/tini
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /opt/atelier/package.json /opt/atelier/sbom.cdx.json /opt/atelier/
COPY --from=build /opt/atelier/node_modules /opt/atelier/node_modules
COPY --from=build /opt/atelier/dist /opt/atelier/dist
COPY bin /opt/atelier/bin
COPY docker/health /opt/atelier/docker/health
COPY LICENSE /opt/atelier/LICENSE

ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /opt/atelier
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["node", "docker/health/api.mjs"]
ENTRYPOINT ["tini", "--", "node", "bin/atelier.js"]
CMD ["api"]
