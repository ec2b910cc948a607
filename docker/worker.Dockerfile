# A worker: trains and generates, on the CPU (FLAVOUR=cpu) or on NVIDIA's GPUs by CUDA 12 (FLAVOUR=cuda).
#
# A RUN that downloads may be given the settings of its client as secrets, such as a mirror's address
# (docs/operations.md): they are mounted for that RUN, and no layer keeps them.
ARG FLAVOUR=cpu
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim
ARG DEBIAN_IMAGE=docker.io/library/debian:bookworm-20260824-slim
# Older than Debian's C++ library must not be: the binding is compiled on Debian 12.
ARG CUDA_IMAGE=nvcr.io/nvidia/cuda:12.9.1-base-ubuntu24.04

FROM ${NODE_IMAGE} AS build
ARG FLAVOUR
SHELL ["/bin/sh", "-eu", "-c"]
WORKDIR /opt/atelier
RUN --mount=type=secret,id=apt-sources,target=/etc/apt/sources.list.d/debian.sources \
    --mount=type=secret,id=apt-conf,target=/etc/apt/apt.conf.d/99build \
    apt-get update; \
    apt-get install --yes --no-install-recommends g++ python3 python3-pip tini; \
    rm -rf /var/lib/apt/lists/*
# TensorFlow, by version and hash as scripts/setup/versions.mjs has them, before the sources: it changes rarely.
COPY package.json package-lock.json .npmrc ./
COPY scripts/setup scripts/setup
COPY src/engine/native src/engine/native
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=secret,id=pip-conf,target=/etc/pip.conf \
    --mount=type=secret,id=ca-certificates,target=/etc/ssl/certs/ca-certificates.crt \
    export ATELIER_NATIVE_DIR=/opt/atelier/native npm_config_cache=/tmp/npm; \
    ATELIER_REDIS_SERVER=elsewhere node scripts/setup/main.mjs --${FLAVOUR}; \
    rm -rf /tmp/npm
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY clients/typescript/src clients/typescript/src
COPY docker docker
RUN npx tsc -p tsconfig.build.json; \
    node scripts/setup/lua.mjs; \
    npm prune --omit=dev --offline; \
    npm pkg delete devDependencies; \
    npm sbom --sbom-format=cyclonedx > sbom.cdx.json; \
    sh docker/slim.sh; \
    rm -rf native/*/tensorflow/include

FROM ${DEBIAN_IMAGE} AS base-cpu
FROM ${CUDA_IMAGE} AS base-cuda

# hadolint ignore=DL3006
FROM base-${FLAVOUR}
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin atelier \
    && install --directory --owner=atelier --group=atelier /data
COPY --from=build /usr/bin/tini-static /usr/local/bin/tini
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /opt/atelier/native /opt/atelier/native
COPY --from=build /opt/atelier/package.json /opt/atelier/sbom.cdx.json /opt/atelier/
COPY --from=build /opt/atelier/node_modules /opt/atelier/node_modules
COPY --from=build /opt/atelier/dist /opt/atelier/dist
COPY bin /opt/atelier/bin
COPY docker/health /opt/atelier/docker/health
COPY LICENSE /opt/atelier/LICENSE

# NVIDIA's container runtime gives what is named here: the driver's libraries, and nvidia-smi, which counts the GPUs.
# What the driver compiles is kept beside the other caches: the root is read-only.
ENV NODE_ENV=production DATA_DIR=/data \
    NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility CUDA_CACHE_PATH=/data/cache/cuda
WORKDIR /opt/atelier
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s CMD ["node", "docker/health/worker.mjs", "ready"]
ENTRYPOINT ["tini", "--", "node", "bin/atelier.js"]
CMD ["worker"]
