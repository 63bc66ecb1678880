# storeproof for a CI job: docker build -t storeproof . && docker run --rm -v "$PWD:/work" storeproof gate --targets targets.json run/
FROM node:26-slim AS pack
WORKDIR /src
COPY . .
RUN npm ci && npm pack --pack-destination /tmp

FROM node:26-slim
COPY --from=pack /tmp/storeproof-*.tgz /tmp/
RUN npm install --global /tmp/storeproof-*.tgz && rm /tmp/storeproof-*.tgz
USER node
WORKDIR /work
ENTRYPOINT ["storeproof"]
