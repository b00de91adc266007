# One image for the API, the worker and the Stripe simulator; docker-compose.yml says which of them a container runs.
FROM node:24-bookworm-slim AS build
WORKDIR /busbar
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /busbar
ENV NODE_ENV=production
COPY package.json package-lock.json ./
# The pinned Node and the embedded PostgreSQL are development packages; the image brings its own Node.
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY --from=build /busbar/dist dist
COPY prisma/migrations prisma/migrations
COPY tools tools
RUN mkdir /var/lib/stripe-sim && chown node /var/lib/stripe-sim
USER node
EXPOSE 4000
CMD ["node", "--enable-source-maps", "dist/apps/api/src/main.js"]
