# One image for every service; which one runs is its command. The base is an argument, so that another registry can be used.
ARG NODE_IMAGE=node:20-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /touchstone
COPY package.json package-lock.json .npmrc nx.json tsconfig.base.json tsconfig.json project.json .swcrc ./
COPY apps apps
COPY libs libs
COPY infra infra
RUN npm ci --no-audit --no-fund
RUN npx nx run-many -t build --projects='tag:type:app,tag:type:lib' --parallel=4
RUN npm prune --omit=dev --no-audit --no-fund

FROM ${NODE_IMAGE} AS app
ENV NODE_ENV=production
WORKDIR /touchstone
COPY --from=build --chown=root:root /touchstone/node_modules node_modules
COPY --from=build --chown=root:root /touchstone/libs libs
COPY --from=build --chown=root:root /touchstone/apps apps
COPY --from=build --chown=root:root /touchstone/package.json package.json
USER node
CMD ["node", "apps/query-api/dist/main.js"]
